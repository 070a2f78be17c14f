/** What nginx writes behind the text of an error: `, client: …, server: …, request: "…", upstream: "…"`. */

const NAMES = ["client", "server", "request", "subrequest", "upstream", "host", "referrer"] as const;
type Name = (typeof NAMES)[number];

export interface NginxErrorContext {
  /** The text before it. */
  readonly text: string;
  /** Absent where nginx did not write it, or wrote nothing. */
  readonly values: { readonly [N in Name]?: string };
  /** nginx cuts a line at 2 KiB; the value that it cut through is left out. */
  readonly isCut: boolean;
}

/**
 * Splits a text from its context. nginx escapes nothing here, so that a value ends only where the next name, which
 * is always one further down the list, or the end of the line follows.
 */
export function splitContext(body: string): NginxErrorContext {
  const start = contextStart(body);
  if (start < 0) return { text: body, values: {}, isCut: false };
  const values: { [N in Name]?: string } = {};
  let at = start;
  let isCut = false;
  for (const [place, name] of NAMES.entries()) {
    const label = `, ${name}: `;
    if (!body.startsWith(label, at)) continue;
    const from = at + label.length;
    at = valueEnd(body, from, NAMES.slice(place + 1));
    const written = body.slice(from, at);
    if (isWhole(written)) {
      const value = written.startsWith('"') ? written.slice(1, -1) : written;
      if (value !== "") values[name] = value;
    } else isCut = true;
  }
  return { text: body.slice(0, start), values, isCut };
}

/** The last `, client: ` before the request: a file's name in the text may hold one too, what follows may as well. */
function contextStart(body: string): number {
  const request = body.indexOf(', request: "');
  return body.lastIndexOf(", client: ", request < 0 ? undefined : request);
}

function valueEnd(body: string, from: number, later: readonly Name[]): number {
  const quote = body.charAt(from) === '"' ? '"' : "";
  const ends = later.map((name) => body.indexOf(`${quote}, ${name}: `, from)).filter((end) => end >= 0);
  return ends.length === 0 ? body.length : Math.min(...ends) + quote.length;
}

function isWhole(written: string): boolean {
  return !written.startsWith('"') || (written.length > 1 && written.endsWith('"'));
}
