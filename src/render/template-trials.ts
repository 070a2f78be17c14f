import type { CompiledTemplate } from "./template-engine.ts";
import { SLOTS, type SlotName } from "./template-slots.ts";
import { TRIALS } from "./trial-views.ts";

/** What went wrong when a template was tried. */
export interface TrialFinding {
  readonly code: "template/fails" | "template/empty" | "template/unsafe";
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** Renders every incident that a template must be able to tell of; at most one finding of each code. */
export function tryTemplate(template: CompiledTemplate, slot: SlotName): readonly TrialFinding[] {
  const findings = new Map<string, TrialFinding>();
  for (const { name, view } of TRIALS) {
    const rendered = template.render(view);
    const finding =
      "failure" in rendered
        ? failsFinding(rendered.failure, name, rendered.place)
        : (emptyFinding(rendered.text, slot, name) ?? unsafeFinding(rendered.text, slot, name));
    if (finding !== undefined && !findings.has(finding.code)) findings.set(finding.code, finding);
  }
  return [...findings.values()];
}

function failsFinding(
  failure: string,
  trial: string,
  place: { readonly line: number; readonly column: number } | undefined,
): TrialFinding {
  const message = `Fails for ${trial}: ${failure}.`;
  return { code: "template/fails", ...(place ?? { line: 1, column: 1 }), message };
}

function emptyFinding(text: string, slot: SlotName, trial: string): TrialFinding | undefined {
  if (!SLOTS[slot].required || text.trim() !== "") return undefined;
  return {
    code: "template/empty",
    line: 1,
    column: 1,
    message: `Empty for ${trial}, but the message needs this template.`,
    hint: "Put something outside of {{#if}} and {{#with}}, or an {{else}}.",
  };
}

/** Escaping makes text harmless between tags and in quoted attributes; an address or an unquoted one stays open. */
function unsafeFinding(text: string, slot: SlotName, trial: string): TrialFinding | undefined {
  if (slot !== "email/html.hbs" && !slot.startsWith("web/")) return undefined;
  const tags = text.match(/<[a-z][^>]*>/gi) ?? [];
  const bad = tags.find((tag) => SCRIPT_ADDRESS.test(tag) || HANDLER.test(tag.replace(QUOTED, "")));
  if (bad === undefined) return undefined;
  return {
    code: "template/unsafe",
    line: 1,
    column: 1,
    message: `For ${trial}, text from the log becomes a script: \`${bad.slice(0, maxTagShown)}\`.`,
    hint: "Put attribute values in quotes, and make links with {{link url label}}.",
  };
}

const SCRIPT_ADDRESS = /\b(?:href|src)\s*=\s*["']?\s*javascript:/i;
const HANDLER = /\son[a-z]+\s*=/i;
const QUOTED = /"[^"]*"|'[^']*'/g;
const maxTagShown = 80;
