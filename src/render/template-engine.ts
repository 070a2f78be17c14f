import Handlebars from "handlebars";
import { type ChannelSyntax, prose } from "./channel-syntax.ts";
import type { IncidentView, InstantView } from "./incident-view.ts";

/**
 * Handlebars with everything off that could reach further than the view: no prototypes, no partials, only our
 * helpers, bounded loops and output.
 */

/** Turns of all {{#each}} of one rendering together. */
export const maxTurns = 10_000;
/** Characters of one rendered template. */
export const maxOutput = 200_000;

/** Handlebars' escaping table is shared between its instances, so it is never used: see lintAndEscape. */
const COMPILE_OPTIONS = {
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: {
    helperMissing: false,
    blockHelperMissing: false,
    lookup: false,
    log: false,
    if: true,
    unless: true,
    each: true,
    with: true,
    escape: true,
    when: true,
    link: true,
    code: true,
    prose: true,
    block: true,
  },
};

const RUNTIME_OPTIONS = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

/** Where in a template something failed; both from 1. */
export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

export type Rendered =
  | { readonly text: string }
  | { readonly failure: string; readonly place: TemplatePlace | undefined };

class TooManyTurns extends Error {
  readonly place: TemplatePlace;
  constructor({ start }: hbs.AST.SourceLocation) {
    super(`more than ${maxTurns} turns of {{#each}}`);
    this.place = { line: start.line, column: start.column + 1 };
  }
}

export interface CompiledTemplate {
  readonly file: string;
  /** Never throws. */
  readonly render: (view: IncidentView) => Rendered;
}

/** The syntax tree of a template's text; throws what Handlebars throws. Only text: a tree would be code. */
export function parseTemplate(text: string): hbs.AST.Program {
  return Handlebars.parse(String(text));
}

/** Compiles a tree made by parseTemplate and treated by lintAndEscape; throws what Handlebars throws. */
export function compileTemplate(
  file: string,
  tree: hbs.AST.Program,
  syntax: ChannelSyntax,
): CompiledTemplate {
  const engine = Handlebars.create();
  // compile() alone is lazy: a mistake would show at the first incident.
  engine.precompile(tree, COMPILE_OPTIONS);
  const run = engine.compile<IncidentView>(tree, COMPILE_OPTIONS);
  let turns = 0;
  registerHelpers(engine, syntax, (count, loc) => {
    turns += count;
    if (turns > maxTurns) throw new TooManyTurns(loc);
  });
  const render = (view: IncidentView): Rendered => {
    turns = 0;
    try {
      const text = run(view, RUNTIME_OPTIONS);
      if (text.length <= maxOutput) return { text };
      return { failure: `more than ${maxOutput} characters`, place: undefined };
    } catch (error) {
      const failure = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown failure";
      return { failure, place: error instanceof TooManyTurns ? error.place : undefined };
    }
  };
  return { file, render };
}

/** What Handlebars gives since 4.5, which its types leave out. */
interface LocatedOptions extends Handlebars.HelperOptions {
  readonly loc: hbs.AST.SourceLocation;
}

function registerHelpers(
  engine: typeof Handlebars,
  syntax: ChannelSyntax,
  spend: (turns: number, loc: hbs.AST.SourceLocation) => void,
): void {
  const each = engine.helpers["each"];
  engine.registerHelper("each", function (this: unknown, list: unknown, options: LocatedOptions) {
    spend(Array.isArray(list) ? list.length : 1, options.loc);
    return each?.call(this, list, options);
  });
  engine.registerHelper("escape", (value: unknown) => syntax.escape(asText(value)));
  engine.registerHelper("when", (value: unknown) =>
    isInstant(value) ? syntax.when(value) : syntax.escape(asText(value)),
  );
  engine.registerHelper("link", (url: unknown, label: unknown) => syntax.link(asText(url), asText(label)));
  engine.registerHelper("code", (value: unknown) => syntax.code(asText(value)));
  engine.registerHelper("prose", (value: unknown) => prose(syntax, asText(value)));
  engine.registerHelper("block", (value: unknown) => syntax.block(asText(value)));
}

/** What is absent is visible, so that nobody reads a gap as an answer. */
function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return "(not known)";
}

function isInstant(value: unknown): value is InstantView {
  return typeof value === "object" && value !== null && "utc" in value && "slack" in value;
}
