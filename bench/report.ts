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
