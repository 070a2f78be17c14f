import { loadBuilt } from "./built.ts";
import { floorWork, jsonWork } from "./floor.ts";
import { ingestWork } from "./ingest.ts";
import { type Measured, measure } from "./measure.ts";
import { metricTexts, mixTexts } from "./mix.ts";
import { engineWork, parseWork, redactWork, storeWork } from "./parts.ts";

export interface Row {
  readonly work: string;
  readonly unit: "lines/s" | "entries/s";
  /** As a ratio to the floor, or as a value. */
  readonly goal?: { readonly of: "ratio" | "value"; readonly must: number; readonly aim: number };
  /** Not part of the table: `--row NAME` alone measures it. */
  readonly apart?: true;
  /** In a process of its own; `dir` is an empty directory. */
  readonly measure: (dir: string, lines: number) => Promise<Measured>;
}

/** The floor is the first; all others are compared with it. */
export const ROWS = {
  floor: {
    work: "floor: JSON.parse and insert",
    unit: "lines/s",
    measure: (dir, lines) => measure(floorWork(dir), lines),
  },
  ingest: {
    work: "ingest: redacted, parsed, stored, judged by 40 rules",
    unit: "lines/s",
    goal: { of: "ratio", must: 0.35, aim: 0.5 },
    measure: async (dir, lines) => measure(await ingestWork(await loadBuilt(), dir), lines),
  },
  engine: {
    work: "engine alone: 40 rules",
    unit: "entries/s",
    goal: { of: "value", must: 150_000, aim: 300_000 },
    measure: async (_dir, lines) => measure(engineWork(await loadBuilt(), mixTexts), lines),
  },
  metric: {
    work: "engine alone: 10 metric rules",
    apart: true,
    unit: "entries/s",
    measure: async (_dir, lines) => measure(engineWork(await loadBuilt(), metricTexts), lines),
  },
  redact: {
    work: "redact alone",
    unit: "lines/s",
    measure: async (_dir, lines) => measure(redactWork(await loadBuilt()), lines),
  },
  parse: {
    work: "parse alone",
    unit: "lines/s",
    measure: async (_dir, lines) => measure(parseWork(await loadBuilt()), lines),
  },
  store: {
    work: "store alone",
    unit: "lines/s",
    measure: async (dir, lines) => measure(storeWork(await loadBuilt(), dir), lines),
  },
  json: {
    work: "JSON.parse alone",
    unit: "lines/s",
    measure: (_dir, lines) => measure(jsonWork(), lines),
  },
} as const satisfies Record<string, Row>;

export type RowName = keyof typeof ROWS;

export function isRowName(name: string): name is RowName {
  return Object.hasOwn(ROWS, name);
}

export const ROW_NAMES: readonly RowName[] = Object.keys(ROWS)
  .filter(isRowName)
  .filter((name) => !("apart" in ROWS[name]));
