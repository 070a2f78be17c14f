import type { FormatName } from "../formats/format.ts";
import { createLineParser } from "../formats/line-parser.ts";
import { bareLine } from "../formats/wrappers/unwrap.ts";
import type { Entry } from "../model/entry.ts";
import type { FileOrigin } from "../model/file-origin.ts";

/** Lines of a sample that are parsed. */
export const maxSampleLines = 20_000;
/** JSON lines whose keys are looked at, and keys that are kept of them. */
const maxKeyedLines = 2000;
const maxKeys = 1000;

/** What a piece of a log was read as. */
export interface LogSample {
  readonly lines: number;
  readonly entries: readonly Entry[];
  readonly byFormat: readonly { readonly format: string; readonly entries: number }[];
  readonly unparsable: number;
  /** Most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly lines: number; readonly example: string }[];
  /** Keys of its JSON lines, outermost ones. */
  readonly keys: ReadonlySet<string>;
}

/** `redact`: before anything is parsed or shown. `now`: when the lines were read, epoch ms. */
export function parseSample(
  lines: readonly string[],
  format: FormatName | "auto",
  redact: (line: string) => string,
  now: number,
  file?: FileOrigin,
): LogSample {
  const entries: Entry[] = [];
  const byFormat = new Map<string, number>();
  const reasons = new Map<string, { lines: number; readonly example: string }>();
  const parser = createLineParser({
    format,
    file,
    redact,
    emit(parsed) {
      if ("entry" in parsed) {
        entries.push(parsed.entry);
        const name = parsed.entry.format ?? "unknown";
        byFormat.set(name, (byFormat.get(name) ?? 0) + 1);
        return;
      }
      const known = reasons.get(parsed.reason);
      if (known === undefined) reasons.set(parsed.reason, { lines: 1, example: parsed.raw });
      else known.lines += 1;
    },
  });
  const safeLines = lines.map(redact);
  for (const line of safeLines) parser.push(line, now);
  parser.flush();
  const listed = [...reasons].map(([reason, { lines, example }]) => ({ reason, lines, example }));
  return {
    lines: lines.length,
    entries,
    byFormat: [...byFormat].map(([name, count]) => ({ format: name, entries: count })).sort(byCount),
    unparsable: listed.reduce((sum, one) => sum + one.lines, 0),
    reasons: listed.sort((a, b) => b.lines - a.lines),
    keys: jsonKeys(safeLines),
  };
}

function byCount(a: { readonly entries: number }, b: { readonly entries: number }): number {
  return b.entries - a.entries;
}

/** Keys of the first of the lines that are JSON, outermost ones. */
export function jsonKeys(lines: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const line of lines.slice(0, maxKeyedLines)) addKeys(line, keys);
  return keys;
}

function addKeys(line: string, keys: Set<string>): void {
  for (const key of Object.keys(bareLine(line).json ?? {})) if (keys.size < maxKeys) keys.add(key);
}
