import { linesOf } from "./lines.ts";
import type { Work } from "./work.ts";

/** As many lines are one transaction, one message to the writer, one look at the engine. */
const linesPerChunk = 5_000;
/** Given one after the other without a pause, as several senders would; timed together. */
const chunksPerRun = 10;
/** What comes first and is not timed: until the compiler and the windows of 5 minutes have settled. */
const maxWarmUpLines = 300_000;

export interface Measured {
  readonly perSecond: number;
  /** All threads together, µs for each line; what is left of a noisy machine. */
  readonly cpuMicros: number;
}

/** Times `count` lines, after a warm-up that is as long or ends at its maximum. */
export async function measure<T>(work: Work<T>, count: number): Promise<Measured> {
  const warmUp = Math.min(count, maxWarmUpLines);
  let wallMs = 0;
  let cpuMicros = 0;
  for (let from = 0; from < warmUp + count; ) {
    const border = from < warmUp ? warmUp : warmUp + count;
    const size = Math.min(chunksPerRun * linesPerChunk, border - from);
    const chunks = chunksOf(from, size).map(work.prepare);
    const cpu = process.cpuUsage();
    const started = performance.now();
    await Promise.all(chunks.map(work.run));
    if (from >= warmUp) {
      wallMs += performance.now() - started;
      const used = process.cpuUsage(cpu);
      cpuMicros += used.user + used.system;
    }
    from += size;
  }
  await work.close();
  return { perSecond: (count / wallMs) * 1000, cpuMicros: cpuMicros / count };
}

function chunksOf(from: number, count: number): readonly (readonly string[])[] {
  const chunks: (readonly string[])[] = [];
  for (let at = from; at < from + count; at += linesPerChunk) {
    chunks.push(linesOf(at, Math.min(linesPerChunk, from + count - at)));
  }
  return chunks;
}
