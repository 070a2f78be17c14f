import { appendFile } from "node:fs/promises";
import type { Clock } from "../ports/clock.ts";
import type { RecordedLine } from "./recording.ts";

/** Writes a recording to a log file as the clock reaches its lines, as the proxy did when it was recorded. */
export interface Player {
  /** Lines written so far. */
  readonly written: () => number;
  /** Resolves when the last line is written; rejects when the file cannot be. */
  readonly done: Promise<void>;
}

/** Real time between two writes, ms. */
const pauseMs = 40;

export function startPlayer(lines: readonly RecordedLine[], file: string, clock: Clock): Player {
  let written = 0;

  async function play(): Promise<void> {
    while (written < lines.length) {
      const now = clock.now();
      let until = written;
      while ((lines[until]?.at ?? Number.POSITIVE_INFINITY) <= now) until++;
      if (until > written) {
        const text = lines.slice(written, until).map(({ line }) => `${line}\n`);
        await appendFile(file, text.join(""));
        written = until;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  return { written: () => written, done: play() };
}
