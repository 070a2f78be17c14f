/**
 * Looks through a parsed template before it is ever used: names that do not exist, output that would bypass
 * the channel's escaping, parts of the language that are not offered. Then it puts the escaping in.
 */

/** What a template may call. All but the block helpers write text that is already safe for the channel. */
export const SAFE_HELPERS: ReadonlySet<string> = new Set([
  "escape",
  "when",
  "link",
  "code",
  "prose",
  "block",
]);
export const BLOCK_HELPERS: ReadonlySet<string> = new Set(["if", "unless", "each", "with"]);

export interface TemplateProblem {
  readonly code:
    | "template/unknown-name"
    | "template/unescaped"
    | "template/not-offered"
    | "template/too-deep";
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
  readonly hint: string;
}

/** Lists within lists, which multiply. */
const maxEachDepth = 3;

interface Frame {
  /** An example of the value that `this` is here; undefined where nothing is known of it. */
  readonly value: unknown;
  readonly params: ReadonlyMap<string, unknown>;
  readonly parent: Frame | undefined;
}

interface Walk {
  readonly problems: TemplateProblem[];
  eachDepth: number;
}

/** Reports problems and rewrites every {{value}} to {{escape value}} in place. `example` has every field filled. */
export function lintAndEscape(program: hbs.AST.Program, example: object): readonly TemplateProblem[] {
  const walk: Walk = { problems: [], eachDepth: 0 };
  walkProgram(walk, program, { value: example, params: new Map(), parent: undefined });
  return walk.problems;
}

function walkProgram(walk: Walk, program: hbs.AST.Program | undefined, frame: Frame): void {
  for (const statement of program?.body ?? []) {
    if (isMustache(statement)) walkMustache(walk, statement, frame);
    else if (isBlock(statement)) walkBlock(walk, statement, frame);
    else if (statement.type !== "ContentStatement" && statement.type !== "CommentStatement") {
      report(
        walk,
        "template/not-offered",
        statement.loc,
        "Partials and decorators are not offered.",
        "Write the text out, or use {{#if}} and {{#each}}.",
      );
    }
  }
}

function walkMustache(walk: Walk, mustache: hbs.AST.MustacheStatement, frame: Frame): void {
  if (!mustache.escaped) {
    report(
      walk,
      "template/unescaped",
      mustache.loc,
      "`{{{` and `{{&` insert text without escaping.",
      "Use `{{` and `}}`: the escaping of the channel is put in for you.",
    );
    return;
  }
  const helper = pathText(mustache.path);
  for (const parameter of mustache.params) walkExpression(walk, parameter, frame);
  for (const pair of mustache.hash?.pairs ?? []) walkExpression(walk, pair.value, frame);
  if (mustache.params.length > 0 || mustache.hash !== undefined) {
    if (!SAFE_HELPERS.has(helper)) unknownHelper(walk, mustache.path.loc, helper);
    return;
  }
  walkExpression(walk, mustache.path, frame);
  const value = mustache.path;
  mustache.params = [value];
  mustache.path = escapePath(mustache.loc);
}

function walkBlock(walk: Walk, block: hbs.AST.BlockStatement, frame: Frame): void {
  const helper = block.path.original;
  if (!BLOCK_HELPERS.has(helper)) {
    unknownHelper(walk, block.path.loc, helper);
    return;
  }
  for (const parameter of block.params) walkExpression(walk, parameter, frame);
  const subject = block.params[0];
  const value = subject === undefined ? undefined : resolve(subject, frame).value;
  const inner = innerFrame(helper, value, block, frame);
  if (helper === "each") walk.eachDepth += 1;
  if (walk.eachDepth > maxEachDepth) {
    report(
      walk,
      "template/too-deep",
      block.loc,
      `\`{{#each}}\` stands within more than ${maxEachDepth - 1} others.`,
      "Use fewer lists within lists.",
    );
  }
  walkProgram(walk, block.program, inner);
  if (helper === "each") walk.eachDepth -= 1;
  walkProgram(walk, block.inverse, frame);
}

/** if and unless look at the same things; each and with look into their subject. */
function innerFrame(helper: string, value: unknown, block: hbs.AST.BlockStatement, frame: Frame): Frame {
  if (helper === "if" || helper === "unless") return frame;
  const inner = helper === "each" && Array.isArray(value) ? value[0] : value;
  const [name, index] = block.program.blockParams ?? [];
  const params = new Map<string, unknown>();
  if (name !== undefined) params.set(name, inner);
  if (index !== undefined) params.set(index, 0);
  return { value: inner, params, parent: frame };
}

function walkExpression(walk: Walk, expression: hbs.AST.Expression, frame: Frame): void {
  if (isSubExpression(expression)) {
    unknownHelper(walk, expression.loc, pathText(expression.path));
    return;
  }
  if (!isPath(expression) || resolve(expression, frame).known) return;
  report(
    walk,
    "template/unknown-name",
    expression.loc,
    `There is no \`${expression.original}\` here.`,
    "The names are listed in docs/messages.md.",
  );
}

interface Resolved {
  readonly known: boolean;
  readonly value: unknown;
}

function resolve(expression: hbs.AST.Expression, frame: Frame): Resolved {
  if (!isPath(expression)) return { known: true, value: undefined };
  const parts = expression.parts.map(String);
  if (expression.data)
    return { known: ["index", "first", "last", "key"].includes(parts[0] ?? ""), value: undefined };
  let at: Frame | undefined = frame;
  for (let depth = expression.depth; depth > 0; depth -= 1) at = at?.parent;
  if (at === undefined) return { known: false, value: undefined };
  const [head] = parts;
  const viaParam = head === undefined ? undefined : findParam(at, head);
  let value = viaParam === undefined ? at.value : viaParam.value;
  for (const part of viaParam === undefined ? parts : parts.slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) {
      return { known: false, value: undefined };
    }
    value = new Map<string, unknown>(Object.entries(value)).get(part);
  }
  return { known: true, value };
}

function findParam(frame: Frame | undefined, name: string): { readonly value: unknown } | undefined {
  for (let at = frame; at !== undefined; at = at.parent) {
    if (at.params.has(name)) return { value: at.params.get(name) };
  }
  return undefined;
}

function unknownHelper(walk: Walk, loc: hbs.AST.SourceLocation, helper: string): void {
  const known = [...BLOCK_HELPERS, ...SAFE_HELPERS].filter((name) => name !== "escape").join(", ");
  report(
    walk,
    "template/not-offered",
    loc,
    `There is no helper \`${helper}\` for this place.`,
    `Helpers are: ${known}.`,
  );
}

function report(
  walk: Walk,
  code: TemplateProblem["code"],
  loc: hbs.AST.SourceLocation,
  message: string,
  hint: string,
): void {
  const column = loc.start.column + 1;
  const endColumn = loc.end.line === loc.start.line ? Math.max(column + 1, loc.end.column + 1) : column + 1;
  walk.problems.push({ code, line: loc.start.line, column, endColumn, message, hint });
}

function escapePath(loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: "PathExpression", data: false, depth: 0, parts: ["escape"], original: "escape", loc };
}

function pathText(path: hbs.AST.Expression): string {
  return isPath(path) ? path.original : path.type;
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === "MustacheStatement";
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === "BlockStatement";
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === "PathExpression";
}

function isSubExpression(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === "SubExpression";
}
