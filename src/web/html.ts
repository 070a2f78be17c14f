import { escapeHtml } from "../render/html-syntax.ts";

/** Markup that is safe to send. Only `html` and `trusted` make it. */
export interface Html {
  readonly html: string;
}

type Insert = string | number | Html | undefined | readonly Insert[];

/** Text that is inserted is escaped, also within quoted attributes; undefined inserts nothing. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const text = parts.map((part, place) => part + written(inserts[place])).join("");
  return { html: text };
}

/** What a template or a drawing made, whose values were escaped where they were inserted. */
export function trusted(markup: string): Html {
  return { html: markup };
}

function written(insert: Insert): string {
  if (insert === undefined) return "";
  if (typeof insert === "string") return escapeHtml(insert);
  if (typeof insert === "number") return String(insert);
  return "html" in insert ? insert.html : insert.map(written).join("");
}
