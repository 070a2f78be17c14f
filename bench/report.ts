import type { HeldValue } from "./held-rows.ts";
import type { Measured } from "./measure.ts";
import { ROWS, type Row, type RowName } from "./rows.ts";

/** One row as `--json` prints it. */
export interface Result {
  readonly work: string;
  readonly value: number;
  readonly unit: string;
  /** Against the floor of the same run. */
  readonly ratio: number;
}

export function resultOf(name: RowName, measured: Measured, floor: Measured): Result {
  const { work, unit } = ROWS[name];
  return {
    work,
    value: Math.round(measured.perSecond),
    unit,
    ratio: Math.round((measured.perSecond / floor.perSecond) * 1000) / 1000,
  };
}

const WIDTHS = [54, 12, 11, 11, 12] as const;

function line(first: string, ...others: readonly string[]): string {
  return first.padEnd(WIDTHS[0]) + others.map((text, at) => text.padStart(WIDTHS[at + 1] ?? 0)).join("");
}

export const tableHead = `${line("work", "a second", "", "of floor", "CPU µs each")}  goal`;

export function tableLine(name: RowName, result: Result, measured: Measured): string {
  const { value, unit, ratio, work } = result;
  const cells = [value.toLocaleString("en-US"), unit, ratio.toFixed(2), measured.cpuMicros.toFixed(2)];
  return `${line(work, ...cells)}  ${goalWords(ROWS[name], result)}`.trimEnd();
}

function goalWords({ goal }: Row, result: Result): string {
  if (goal === undefined) return "";
  const reached = result[goal.of];
  const words = `must ${goal.must.toLocaleString("en-US")}, aim ${goal.aim.toLocaleString("en-US")}`;
  if (reached >= goal.aim) return `${words}: reached`;
  return reached >= goal.must ? `${words}: between` : `${words}: MISSED`;
}

const HELD_WIDTHS = [78, 10] as const;

export const heldHead = `${"work".padEnd(HELD_WIDTHS[0])}${"".padStart(HELD_WIDTHS[1])}        goal`;

export function heldLine({ work, value, unit, must, aim }: HeldValue): string {
  const digits = unit === "times" ? 2 : 0;
  const shown = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const goal = `must ${must.toLocaleString("en-US")}, aim ${aim.toLocaleString("en-US")}`;
  return `${work.padEnd(HELD_WIDTHS[0])}${shown.padStart(HELD_WIDTHS[1])} ${unit.padEnd(5)}  ${goal}: ${heldWords(value, must, aim)}`;
}

function heldWords(value: number, must: number, aim: number): string {
  if (value <= aim) return "reached";
  return value <= must ? "between" : "MISSED";
}
