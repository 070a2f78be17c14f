import type { ColumnReading } from "../study/signal-trace.ts";
import { instantText } from "./terminal-text.ts";

/** Rows of the chart above its axis. */
const height = 6;
/** Eighths of a row. */
const BLOCKS = ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

export interface ChartInput {
  readonly columns: readonly (ColumnReading | undefined)[];
  readonly from: number;
  readonly to: number;
  /** Where the value becomes true; absent: there is no such number. */
  readonly bound: number | undefined;
  /** True where it must stay low: then the lowest of a column is shown. */
  readonly low: boolean;
  readonly label: (value: number) => string;
}

/** A small chart of a value over time with the bound as a line, and below it when the signal was true. */
export function chartText(input: ChartInput): string {
  const values = input.columns.map((column) => (input.low ? column?.low : column?.high));
  const known = values.filter((value) => value !== undefined);
  const top = known.length === 0 ? 0 : Math.max(...known, input.bound ?? 0);
  const labels = top > 0 ? labelsOf(top, input) : [];
  const width = Math.max(...labels.map(({ text }) => text.length), 0);
  const rows = labels.map(({ text, isBound }, row) => {
    const cells = values.map((value) => cellOf(value, top, row, isBound));
    return `${text.padStart(width)} ${isBound ? "┼" : "│"}${cells.join("")}`;
  });
  return [...rows.reverse(), ...signalRows(input, " ".repeat(width))]
    .map((line) => line.trimEnd())
    .join("\n");
}

interface RowLabel {
  readonly text: string;
  readonly isBound: boolean;
}

/** From the lowest row up. */
function labelsOf(top: number, { bound, label }: ChartInput): readonly RowLabel[] {
  const boundRow =
    bound === undefined ? -1 : Math.min(height - 1, Math.max(0, Math.ceil((bound / top) * height) - 1));
  return Array.from({ length: height }, (_, row) => {
    const isBound = row === boundRow;
    if (isBound && bound !== undefined) return { text: label(bound), isBound };
    return { text: row === height - 1 ? label(top) : "", isBound };
  });
}

function cellOf(value: number | undefined, top: number, row: number, onBound: boolean): string {
  const eighths = value === undefined ? 0 : Math.round((Math.max(0, value) / top) * height * 8) - row * 8;
  // What is not nothing is seen.
  const seen = row === 0 && value !== undefined && value > 0 ? Math.max(1, eighths) : eighths;
  const block = BLOCKS[Math.min(8, Math.max(0, seen))] ?? "";
  if (block !== "") return block;
  return onBound ? "-" : " ";
}

function signalRows({ columns, from, to }: ChartInput, pad: string): readonly string[] {
  const marks = columns.map((column) => markOf(column)).join("");
  const [begin, end] = [instantText(from), instantText(to)];
  const gap = Math.max(1, columns.length - begin.length - end.length);
  return [`${pad} │${marks}  █ true, · false`, `${pad}  ${begin}${" ".repeat(gap)}${end}`];
}

function markOf(column: ColumnReading | undefined): string {
  if (column === undefined) return " ";
  if (column.signal === "unknown") return "?";
  return column.signal ? "█" : "·";
}
