import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { live } from "./live.ts";
import { memory } from "./memory.ts";
import { pages } from "./pages.ts";
import { percentile } from "./percentile.ts";
import { restart } from "./restart.ts";

/** A value that must not grow beyond its goal. */
export interface HeldValue {
  readonly work: string;
  readonly unit: "ms" | "MB" | "times";
  readonly value: number;
  readonly must: number;
  readonly aim: number;
}

/** In a process of its own; `dir` is an empty directory. `lines` says how long or how large. */
type HeldRow = (dir: string, lines: number) => Promise<readonly HeldValue[]>;

const linesPerSecond = 5_000;
const maxSeconds = 60;
/** A history this much longer must change nothing. */
const longer = 10;
/** What is equal may differ by this much from run to run. */
const mustGrow = 1.5;
const aimGrow = 1.2;

export const HELD_ROWS = {
  memory: async (dir, lines) => {
    const { first, last } = await memory(dir, lines);
    const work = "resident memory of writer and benchmark, 10,000 groups";
    return [
      { work: `${work}: ${count(lines)} entries`, unit: "MB", value: first, must: 300, aim: 200 },
      { work: `${work}: ${count(5 * lines)} entries`, unit: "MB", value: last, must: 300, aim: 200 },
    ];
  },
  restart: async (dir, lines) => {
    const short = await restart(inside(dir, "short"), lines);
    const long = await restart(inside(dir, "long"), longer * lines);
    const rows = `${count(longer * lines)} rows`;
    const grown = `${rows} against ${count(lines)}`;
    return [
      {
        work: `restart, until it judges, ${rows}`,
        unit: "ms",
        value: long.restartMs,
        must: 5_000,
        aim: 2_000,
      },
      {
        work: `restart, ${grown}`,
        unit: "times",
        value: long.restartMs / short.restartMs,
        must: mustGrow,
        aim: aimGrow,
      },
      {
        work: `100 late entries judged, ${grown}`,
        unit: "times",
        value: long.lateMs / short.lateMs,
        must: mustGrow,
        aim: aimGrow,
      },
    ];
  },
  live: async (dir, lines) => {
    const usual = await live(inside(dir, "usual"), secondsOf(lines), "route: {receiver: ops}\n");
    const work = "log line to accepted message";
    return [
      { work: `${work}, p50`, unit: "ms", value: percentile(usual.messages, 50), must: 9_000, aim: 8_000 },
      { work: `${work}, p99`, unit: "ms", value: percentile(usual.messages, 99), must: 11_000, aim: 8_500 },
      {
        work: "health check meanwhile, p99",
        unit: "ms",
        value: percentile(usual.health, 99),
        must: 50,
        aim: 20,
      },
    ];
  },
  immediate: async (dir, lines) => {
    const settings = "delay: 0s\nroute: {receiver: ops, group_wait: 0s}\n";
    const { messages } = await live(dir, secondsOf(lines), settings);
    const work = "log line to accepted message, no delay, no group_wait, p50";
    return [{ work, unit: "ms", value: percentile(messages, 50), must: 1_300, aim: 300 }];
  },
  pages: async (dir, lines) => {
    const times = await pages(dir, longer * lines);
    const worst = Math.max(...[...times.values()].map((one) => percentile(one, 95)));
    const work = `incident list and incident, page and API, ${count(longer * lines)} rows, p95`;
    return [{ work, unit: "ms", value: worst, must: 100, aim: 50 }];
  },
} as const satisfies Record<string, HeldRow>;

export type HeldRowName = keyof typeof HELD_ROWS;

export function isHeldRowName(name: string): name is HeldRowName {
  return Object.hasOwn(HELD_ROWS, name);
}

export const HELD_ROW_NAMES: readonly HeldRowName[] = Object.keys(HELD_ROWS).filter(isHeldRowName);

function secondsOf(lines: number): number {
  return Math.min(maxSeconds, lines / linesPerSecond);
}

function inside(dir: string, name: string): string {
  const path = join(dir, name);
  mkdirSync(path);
  return path;
}

function count(lines: number): string {
  return lines.toLocaleString("en-US");
}
