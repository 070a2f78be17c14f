import { appendFileSync, renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { World } from "./world.ts";

/** A program that goes on writing its log whatever happens to whoever reads it; now and then the log is rotated. */
export interface LogFile {
  readonly lines: readonly string[];
  readonly rotations: () => number;
  /** From now on: what was rotated away before anybody ever read the file is nobody's to read. */
  readonly mayRotate: () => void;
  readonly finish: () => Promise<void>;
}

export function startLogFile(path: string, world: World, chance: Chance): LogFile {
  const lines: string[] = [];
  let finishing = false;
  let rotations = 0;
  let rotating = false;

  async function write(text: string): Promise<void> {
    // A writer's buffer ends anywhere, in the middle of a line as well.
    const cut = chance.isTrue(0.3) ? chance.between(1, text.length - 1) : text.length;
    appendFileSync(path, text.slice(0, cut));
    if (cut === text.length) return;
    await sleep(chance.between(1, 40));
    appendFileSync(path, text.slice(cut));
  }

  async function run(): Promise<void> {
    while (!finishing) {
      const made = world.lines(Date.now(), chance.between(4, 20));
      lines.push(...made);
      await write(`${made.join("\n")}\n`);
      if (rotating && chance.isTrue(0.01)) renameSync(path, `${path}.${++rotations}`);
      await sleep(chance.between(60, 140));
    }
  }

  const running = run();
  return {
    lines,
    rotations: () => rotations,
    mayRotate() {
      rotating = true;
    },
    async finish() {
      finishing = true;
      await running;
    },
  };
}
