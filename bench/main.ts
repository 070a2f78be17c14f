import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { formatsHead, formatsLine, measureFormats } from "./formats.ts";
import { HELD_ROW_NAMES, type HeldValue, isHeldRowName } from "./held-rows.ts";
import type { Measured } from "./measure.ts";
import { heldHead, heldLine, type Result, resultOf, tableHead, tableLine } from "./report.ts";
import { isRowName, ROW_NAMES } from "./rows.ts";
import { measureHeldRow, measureRow, runHeldRow, runRow } from "./run-row.ts";

const defaultLines = 1_000_000;
const maxLines = 100_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    // What must stay small, instead of what must be fast.
    held: { type: "boolean", default: false },
    lines: { type: "string", default: String(defaultLines) },
    formats: { type: "boolean", default: false },
    // How the benchmark calls itself for one row.
    row: { type: "string" },
    dir: { type: "string", default: "" },
  },
});

/** Undefined where the text is no number of lines. */
function lineCount(text: string): number | undefined {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 && count <= maxLines ? count : undefined;
}

/** Half a processor that is not ours is enough to make wall time wrong. */
function busyWarning(): string | undefined {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load < cores / 4) return undefined;
  return `The machine is busy (load ${load.toFixed(1)} on ${cores} cores): trust ratios and CPU time more than values.`;
}

function runAll(lines: number, print: (text: string) => void): readonly Result[] {
  const warning = busyWarning();
  if (warning !== undefined) print(warning);
  print(`${lines.toLocaleString("en-US")} lines for each row, timed after a warm-up.`);
  print(tableHead);
  let floor: Measured | undefined;
  return ROW_NAMES.map((name) => {
    const measured = runRow(name, lines);
    floor ??= measured;
    const result = resultOf(name, measured, floor);
    print(tableLine(name, result, measured));
    return result;
  });
}

/** Lines a second of each format that is named, or of all, in place of the table. */
async function runFormats(json: boolean): Promise<void> {
  const warning = busyWarning();
  if (!json) console.log(`${warning === undefined ? "" : `${warning}\n`}Lines a second.\n${formatsHead}`);
  const measured = await measureFormats(positionals, (speed) => {
    if (!json) console.log(formatsLine(speed));
  });
  if (json) console.log(JSON.stringify(measured));
}

function runHeld(lines: number, print: (text: string) => void): readonly HeldValue[] {
  const warning = busyWarning();
  if (warning !== undefined) print(warning);
  print(heldHead);
  return HELD_ROW_NAMES.flatMap((name) => {
    const values = runHeldRow(name, lines);
    for (const value of values) print(heldLine(value));
    return values;
  });
}

function refuse(): void {
  console.error("usage: npm run bench -- [--held] [--json] [--lines N | --formats [NAME…]]");
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { json, held, row, dir } = values;
  const lines = lineCount(values.lines);
  const isStray = positionals.length > 0 && !values.formats;
  if (lines === undefined || isStray) return refuse();
  if (values.formats) return runFormats(json);
  if (row !== undefined) {
    if (isRowName(row)) return measureRow(row, lines, dir);
    return isHeldRowName(row) ? measureHeldRow(row, lines, dir) : refuse();
  }
  const print = json ? () => {} : (text: string) => console.log(text);
  const results = held ? runHeld(lines, print) : runAll(lines, print);
  if (json) console.log(JSON.stringify(results));
}

await main();
