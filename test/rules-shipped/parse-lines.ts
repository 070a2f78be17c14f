import type { FormatName } from "../../src/formats/format.ts";
import { createLineParser } from "../../src/formats/line-parser.ts";
import type { Entry } from "../../src/model/entry.ts";

/** The lines through the product's own parser; a line that it cannot read throws. */
export function parseLines(
  lines: readonly string[],
  format: FormatName | "auto" = "nginx_json",
): readonly Entry[] {
  const entries: Entry[] = [];
  const parser = createLineParser({
    format,
    emit(parsed) {
      if (!("entry" in parsed)) throw new Error(`line ${parsed.n}: ${parsed.reason}`);
      entries.push(parsed.entry);
    },
  });
  for (const line of lines) parser.push(line, Date.parse("2026-11-22T10:00:00Z"));
  parser.flush();
  return entries;
}
