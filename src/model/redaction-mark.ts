/** What stands in place of a secret: `[redacted:KIND:4 hex]`, the hex a keyed hash of what stood there. */
export const MARK_START = "[redacted:";

const MARK = /\[redacted:([a-z_]{1,32}):[0-9a-f]{4}\]/g;
const MODULE_MARK = /^\[redacted:module:[0-9a-f]{4}\]$/;

/** Stretches of a text that are marks, in order; ends are exclusive. */
export function marksIn(
  text: string,
): readonly { readonly start: number; readonly end: number; readonly kind: string }[] {
  if (!text.includes(MARK_START)) return [];
  return [...text.matchAll(MARK)].map((match) => {
    return { start: match.index, end: match.index + match[0].length, kind: match[1] ?? "" };
  });
}

/** The name of a private module whose path was redacted; rules group by it as by any module. */
export function isModuleMark(text: string): boolean {
  return MODULE_MARK.test(text);
}

/** Different kinds that are counted apart; those of further ones are counted as `other`. */
export const maxMarkKinds = 100;

/** Adds the marks of a text to counts by kind: a stored line carries its redactions in itself. */
export function countMarks(text: string, counts: Map<string, number>): void {
  for (const { kind } of marksIn(text)) {
    const counted = counts.has(kind) || counts.size < maxMarkKinds ? kind : "other";
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
}
