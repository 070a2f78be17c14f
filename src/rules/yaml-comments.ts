import { Lexer } from "yaml";

/** A comment of a YAML file, its `#` included. */
export interface YamlComment {
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly start: number;
  /** Number of `---` before it. */
  readonly section: number;
}

export interface YamlComments {
  readonly comments: readonly YamlComment[];
  /** Number of `---` at or before an offset. */
  readonly sectionAt: (offset: number) => number;
}

/** Marks that the lexer puts between what the file says: a document begins, a value follows, a flow ends early. */
const MARKS: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);
const VALUE_FOLLOWS = "\u001f";

/** All comments, told by the lexer from a `#` within a text or a block scalar. Never throws. */
export function yamlComments(text: string): YamlComments {
  const comments: YamlComment[] = [];
  const separators: number[] = [];
  let offset = 0;
  let before = "";
  for (const piece of new Lexer().lex(text)) {
    const isValue = before === VALUE_FOLLOWS;
    before = piece;
    if (!isValue && MARKS.has(piece)) continue;
    if (!isValue && piece === "---") separators.push(offset);
    else if (!isValue && piece.startsWith("#")) {
      comments.push({ text: piece.trimEnd(), start: offset, section: separators.length });
    }
    offset += piece.length;
  }
  return { comments, sectionAt: (at) => separators.filter((separator) => separator <= at).length };
}
