import type { ConformanceReport, FormatReport } from "./run-cases.ts";

const WIDTHS = [20, 8, 8, 8] as const;

/** A row for each format, over all cases. */
export function reportTable(reports: readonly ConformanceReport[]): string {
  const rows = new Map<string, FormatReport>();
  for (const one of reports.flatMap(({ formats }) => formats)) {
    const sum = rows.get(one.format) ?? { format: one.format, lines: 0, fields: 0, wrong: 0 };
    rows.set(one.format, {
      format: one.format,
      lines: sum.lines + one.lines,
      fields: sum.fields + one.fields,
      wrong: sum.wrong + one.wrong,
    });
  }
  const sorted = [...rows.values()].sort((a, b) => (a.format < b.format ? -1 : 1));
  return [
    ["format", "lines", "fields", "wrong"],
    ...sorted.map(({ format, lines, fields, wrong }) => [format, ...[lines, fields, wrong].map(String)]),
  ]
    .map((cells) => cells.map((cell, at) => pad(cell, at)).join(""))
    .join("\n");
}

function pad(cell: string, at: number): string {
  const width = WIDTHS[at] ?? 0;
  return at === 0 ? cell.padEnd(width) : cell.padStart(width);
}
