import type { FormatName } from "./format.ts";
import { maxRecordLines } from "./join-records.ts";
import { createLineParser, type Parsed } from "./line-parser.ts";
import { cri } from "./wrappers/cri.ts";

/** Last lines in which a piece is looked for that another stream left open. */
const maxLookedAt = 32;

/**
 * How many of the last lines may go on in the next one: whoever reads a file in parts keeps them for the next part, so
 * that no record and no line that its wrapper cut is cut in two.
 */
export function openLines(lines: readonly string[], format: FormatName | "auto"): number {
  const last = lines.at(-1);
  if (last === undefined) return 0;
  if (!hasPiece(lines) && isWhole(last, format)) return 0;
  const parser = createLineParser({ format, emit: () => {} });
  for (const line of lines.slice(-maxRecordLines)) parser.push(line, 0);
  return parser.waiting();
}

/** Almost every line is a record of its own, and nothing before it waits then. */
function isWhole(line: string, format: FormatName | "auto"): boolean {
  const parsed: Parsed[] = [];
  const parser = createLineParser({ format, emit: (one) => parsed.push(one) });
  parser.push(line, 0);
  return parsed.some((one) => "entry" in one) && parser.waiting() === 0;
}

/** Kubernetes' files hold two streams, so that the last line may be whole while one of the other stream is not. */
function hasPiece(lines: readonly string[]): boolean {
  return lines.slice(-maxLookedAt).some((text) => {
    const peeled = cri.peel({ text, json: undefined, flags: [] }, 0);
    return peeled?.part?.isLast === false;
  });
}
