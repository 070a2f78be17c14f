import { setTimeout as sleep } from "node:timers/promises";
import { loadBuilt } from "./built.ts";
import { fillHistory } from "./history.ts";
import { type BenchWriter, ingestWork, startBenchWriter } from "./ingest.ts";
import { firstTimeMs, linesOf, recordedLine } from "./lines.ts";

/** Entries that are as they came, half a minute of log time, before which the history lies. */
const recentLines = 30_000;
/** Those that come after the restart, at most, and as many at a time. */
const maxNewLines = 1_000_000;
const linesPerChunk = 5_000;
/** 20 s of log time, so that what was saved last is older than the late entries. */
const chunksAfterSaving = 4;
const lateLines = 100;
/** How late they are, log time. */
const lateMs = 10_000;
const maxWaitMs = 60_000;
const tickEveryMs = 20;

export interface Restart {
  /** From the start of the writer to its first step, ms. */
  readonly restartMs: number;
  /** From 100 late entries to the end of the round in which they were judged, ms. */
  readonly lateMs: number;
}

/** A store of so many rows, stopped, started again, and told of late entries. */
export async function restart(dir: string, rows: number): Promise<Restart> {
  const built = await loadBuilt();
  const work = await ingestWork(built, dir);
  for (let from = 0; from < recentLines; from += linesPerChunk) await work.run(linesOf(from, linesPerChunk));
  await work.close();
  fillHistory(dir, rows);
  const { writer, tookMs, status } = await timedStart(built, dir);
  // What the rules know is saved every ten seconds; late entries are judged from there.
  let next = recentLines + linesPerChunk;
  for (; status()?.snapshotAgeMs === undefined && next < maxNewLines; next += linesPerChunk) {
    await ingest(writer, next);
  }
  for (const end = next + chunksAfterSaving * linesPerChunk; next < end; next += linesPerChunk) {
    await ingest(writer, next);
  }
  const late = await judgeLate(writer, status, firstTimeMs + next - lateMs);
  await writer.stop();
  return { restartMs: tookMs, lateMs: late };
}

const sent = { source: "edge", format: "auto", mode: "new" } as const;

type Status = Parameters<NonNullable<Parameters<typeof startBenchWriter>[3]>>[0];

interface Started {
  readonly writer: BenchWriter;
  readonly tookMs: number;
  readonly status: () => Status | undefined;
}

/** Until the first lines that came after the restart are judged. */
async function timedStart(built: Awaited<ReturnType<typeof loadBuilt>>, dir: string): Promise<Started> {
  let status: Status | undefined;
  const began = performance.now();
  const writer = await startBenchWriter(built, dir, Date.now(), (next) => {
    status = next;
  });
  // As a tail says before it has looked; log time then follows its lines.
  await writer.request({ type: "behind", source: sent.source, behind: true });
  await ingest(writer, recentLines);
  await ticksUntil(writer, () => status !== undefined);
  return { writer, tookMs: performance.now() - began, status: () => status };
}

async function ingest(writer: BenchWriter, from: number, count = linesPerChunk): Promise<void> {
  await writer.ingest({ ...sent, lines: linesOf(from, count), behind: true });
}

async function judgeLate(
  writer: BenchWriter,
  status: () => Status | undefined,
  oldest: number,
): Promise<number> {
  const before = status()?.lateCounts.rounds ?? 0;
  const lines = Array.from({ length: lateLines }, (_, i) => recordedLine(i, oldest + i + 0.5));
  const began = performance.now();
  await writer.ingest({ ...sent, source: "late", lines });
  // Only a step tells how it stands, and only lines bring one about here: a thousand a second.
  let next = oldest - firstTimeMs + lateMs;
  await ticksUntil(writer, async () => {
    await ingest(writer, next, tickEveryMs);
    next += tickEveryMs;
    const counts = status()?.lateCounts;
    return counts !== undefined && counts.rounds > before && counts.waiting === 0;
  });
  return performance.now() - began;
}

async function ticksUntil(writer: BenchWriter, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + maxWaitMs;
  while (!(await isDone())) {
    if (performance.now() > end) throw new Error(`nothing came of it within ${maxWaitMs} ms`);
    await writer.request({ type: "tick" });
    await sleep(tickEveryMs);
  }
}
