import { readdirSync, readFileSync } from "node:fs";
import { loadBuilt } from "./built.ts";

/** How fast each format is read: the lines of its conformance cases over and over, in whatever mixture they are. */

const CASES = new URL("../test/conformance/cases/", import.meta.url);
/** Later than every line. */
const observedTime = Date.UTC(2026, 11, 1);
const warmUpMs = 300;
const measuredMs = 1_000;

export interface FormatSpeed {
  readonly format: string;
  /** Asked for by name. */
  readonly byName: number;
  /** Recognised first. */
  readonly byAuto: number;
}

/** The lines that a format reads, of all cases. */
function linesByFormat({ createLineParser }: Awaited<ReturnType<typeof loadBuilt>>) {
  const found = new Map<string, string[]>();
  const parser = createLineParser({
    format: "auto",
    emit(parsed) {
      if (!("entry" in parsed) || parsed.raw.includes("\n")) return;
      const format = parsed.entry.format ?? "";
      const lines = found.get(format) ?? [];
      if (lines.push(parsed.raw) === 1) found.set(format, lines);
    },
  });
  const logs = readdirSync(CASES).filter((file) => file.endsWith(".log"));
  for (const log of logs.sort()) {
    const text = readFileSync(new URL(log, CASES), "utf8");
    for (const line of text.split("\n")) parser.push(line, observedTime);
    parser.flush();
  }
  return found;
}

/** Lines a second of one parser. */
function speed(push: (line: string) => void, lines: readonly string[]): number {
  const run = (forMs: number): number => {
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < forMs) {
      for (const line of lines) push(line);
      count += lines.length;
    }
    return (count / (performance.now() - started)) * 1000;
  };
  run(warmUpMs);
  return Math.round(run(measuredMs));
}

/** Calls back with each format as it is measured; no names are all of them. */
export async function measureFormats(
  names: readonly string[],
  told: (speed: FormatSpeed) => void,
): Promise<readonly FormatSpeed[]> {
  const built = await loadBuilt();
  const asked = [...linesByFormat(built)].filter(([name]) => names.length === 0 || names.includes(name));
  return asked.sort().map(([format, lines]) => {
    const parserOf = (name: string) => {
      // It came out of the parser as a format's name.
      const known = name as Parameters<typeof built.createLineParser>[0]["format"];
      const parser = built.createLineParser({ format: known, emit: () => {} });
      return (line: string) => parser.push(line, observedTime);
    };
    const measured = {
      format,
      byName: speed(parserOf(format), lines),
      byAuto: speed(parserOf("auto"), lines),
    };
    told(measured);
    return measured;
  });
}

function cells(first: string, ...others: readonly string[]): string {
  return first.padEnd(20) + others.map((text) => text.padStart(16)).join("");
}

export const formatsHead = cells("format", "by name", "auto");

export function formatsLine({ format, byName, byAuto }: FormatSpeed): string {
  return cells(format, byName.toLocaleString("en-US"), byAuto.toLocaleString("en-US"));
}
