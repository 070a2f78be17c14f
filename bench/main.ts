import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { formatsHead, formatsLine, measureFormats } from "./formats.ts";
import type { Measured } from "./measure.ts";
import { type Result, resultOf, tableHead, tableLine } from "./report.ts";
import { isRowName, ROW_NAMES } from "./rows.ts";
import { measureRow, runRow } from "./run-row.ts";

const defaultLines = 1_000_000;
const maxLines = 100_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
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

async function main(): Promise<void> {
  const { json, row, dir } = values;
  const lines = lineCount(values.lines);
  const isStray = positionals.length > 0 && !values.formats;
  if (lines === undefined || (row !== undefined && !isRowName(row)) || isStray) {
    console.error("usage: npm run bench -- [--json] [--lines N | --formats [NAME…]]");
    process.exitCode = 2;
  } else if (values.formats) {
    await runFormats(json);
  } else if (row !== undefined) {
    await measureRow(row, lines, dir);
  } else {
    const results = runAll(lines, json ? () => {} : (text) => console.log(text));
    if (json) console.log(JSON.stringify(results));
  }
}

await main();
