import { emptyLabels } from "./loki-line.ts";

const NAME = /\s*([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*"/y;
const BETWEEN = /\s*([,}])/y;

/** `{app="athens", pod="athens-0"}`, as protobuf has a stream's labels; values are quoted as Go does. Throws elsewhere. */
export function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels = emptyLabels();
  const body = text.trim();
  if (!body.startsWith("{")) throw new Error("labels must begin with {");
  if (/^\{\s*\}$/.test(body)) return labels;
  let at = 1;
  for (;;) {
    NAME.lastIndex = at;
    const name = NAME.exec(body)?.[1];
    const from = NAME.lastIndex;
    const end = name === undefined ? -1 : quoteEnd(body, from);
    if (name === undefined || end < 0) throw new Error('labels are no list of name="value"');
    const value = unquoted(body.slice(from, end));
    if (value !== "") labels[name] = value;
    BETWEEN.lastIndex = end + 1;
    const between = BETWEEN.exec(body)?.[1];
    if (between === "}") return labels;
    if (between === undefined) throw new Error('labels are no list of name="value"');
    at = BETWEEN.lastIndex;
  }
}

function quoteEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function unquoted(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex, unicode, letter) => {
    const code = hex ?? unicode;
    return code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16));
  });
}
