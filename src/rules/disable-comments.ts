import { formatInstant } from "../model/instant.ts";
import { isLintId, type LintId, lintIds } from "./lints/lint-registry.ts";
import { nearestName } from "./nearest-name.ts";
import type { Span } from "./source-text.ts";
import { yamlComments } from "./yaml-comments.ts";

/** `# tocsin: disable ID until DATE because REASON` in the document of a rule. */
export interface Disable {
  readonly lint: LintId;
  /** Exclusive, epoch ms; absent: for good. */
  readonly untilMs?: number;
  readonly span: Span;
  /** Number of `---` before it: a comment holds for the rule of its document. */
  readonly section: number;
}

/** What is wrong with such a comment, by the id under which it is told. */
export const DISABLE_FINDINGS = {
  "bad-disable": "a comment that begins with `tocsin:` and is not understood",
  "disable-without-reason": "a disable that does not say why; it has no effect",
  "disable-expired": "a disable whose date has passed; it has no effect any more",
  "disable-unused": "a disable of a lint that finds nothing there",
} as const;

export type DisableFindingId = keyof typeof DISABLE_FINDINGS;

export interface DisableFinding {
  readonly id: DisableFindingId;
  readonly span: Span;
  readonly message: string;
  readonly hint: string;
}

export interface DisableComments {
  /** Those that are right, expired ones among them. */
  readonly disables: readonly Disable[];
  readonly findings: readonly DisableFinding[];
  readonly sectionAt: (offset: number) => number;
}

export const DISABLE_USAGE = "# tocsin: disable LINT until 2027-01-31 because REASON";

/** Every such comment of a file. `until` may be left out; the reason may not. */
export function readDisables(text: string): DisableComments {
  const { comments, sectionAt } = yamlComments(text);
  const disables: Disable[] = [];
  const findings: DisableFinding[] = [];
  for (const { text: written, start, section } of comments) {
    const said = /^#+\s*tocsin:\s*(.*)$/.exec(written)?.[1];
    if (said === undefined) continue;
    const span = { start, end: start + written.length };
    const read = readDisable(said);
    if ("id" in read) findings.push({ ...read, span });
    else disables.push({ ...read, span, section });
  }
  return { disables, findings, sectionAt };
}

type Read = Pick<Disable, "lint" | "untilMs"> | Omit<DisableFinding, "span">;

function readDisable(said: string): Read {
  const [, lint = "", rest = ""] = /^disable\s+(\S+)\s*(.*)$/.exec(said) ?? [];
  const wrong = (message: string, hint: string): Read => ({ id: "bad-disable", message, hint });
  if (lint === "") return wrong(`\`${said}\` is not understood`, `write \`${DISABLE_USAGE}\``);
  if (!isLintId(lint)) return wrong(`\`${lint}\` is no lint that can be disabled`, unknownHint(lint));
  const [, date, clause = rest] = /^until\s+(\S+)\s*(.*)$/.exec(rest) ?? [];
  const untilMs = date === undefined ? undefined : endOfDay(date);
  if (date !== undefined && untilMs === undefined) {
    return wrong(
      `\`${date}\` is no date`,
      "a date is written 2027-01-31; it holds to the end of that day, UTC",
    );
  }
  const reason = /^because\s+(.*\S)/.exec(clause)?.[1];
  if (clause !== "" && !/^because\b/.test(clause)) {
    return wrong(`\`${clause}\` is not understood`, `write \`${DISABLE_USAGE}\``);
  }
  if (reason === undefined) {
    const message = `\`${lint}\` is disabled without a reason, which has no effect`;
    return { id: "disable-without-reason", message, hint: "end it with `because` and a few words" };
  }
  return { lint, ...(untilMs === undefined ? {} : { untilMs }) };
}

function unknownHint(name: string): string {
  const nearest = nearestName(name, lintIds());
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return `what is refused cannot be disabled; lints are ${lintIds().join(", ")}`;
}

const dayMs = 86_400_000;

/** The first instant after the day; undefined where it is none, 2026-02-30 included. */
function endOfDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || formatInstant(start).slice(0, 10) !== date) return undefined;
  return start + dayMs;
}
