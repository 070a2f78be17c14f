import { setTimeout as sleep } from "node:timers/promises";
import { postLines } from "../scenario.ts";
import type { Chance } from "./chance.ts";
import type { World } from "./world.ts";

export interface Batch {
  readonly lines: readonly string[];
  /** abandoned: its sender got no answer and never asked again. */
  readonly fate: "acknowledged" | "abandoned";
}

/** A client that posts batch after batch, one at a time; one that got no answer is sent again under the same key. */
export interface Sender {
  /** Where the daemon listens; undefined while it does not. */
  readonly goTo: (address: string | undefined) => void;
  /** Called with the next large batch as it leaves. */
  readonly onceLargeLeaves: (then: () => void) => void;
  /** How long the batch under way has had no answer, ms; 0 where none is. */
  readonly waitingMs: () => number;
  readonly onceAcknowledged: (then: () => void) => void;
  /** Resolves once everything is acknowledged; sends nothing new. */
  readonly finish: () => Promise<void>;
  /** Resolves once nothing is sent any more, answered or not. */
  readonly abandon: () => Promise<void>;
  readonly batches: readonly Batch[];
}

const largeBatch = 500;

export function startSender(world: World, chance: Chance): Sender {
  const batches: Batch[] = [];
  let address: string | undefined;
  let finishing = false;
  let abandoning = false;
  let waitingSince: number | undefined;
  let largeLeaves: (() => void) | undefined;
  let acknowledged: (() => void) | undefined;

  /** Until it is acknowledged, or its sender gives up. */
  async function deliver(lines: readonly string[], key: string, onLeave: () => void): Promise<Batch["fate"]> {
    let leave = onLeave;
    for (;;) {
      if (abandoning) return "abandoned";
      if (address === undefined) {
        await sleep(5);
        continue;
      }
      const to = address;
      const answer = postLines(to, `${lines.join("\n")}\n`, { key, query: "source=wire" }).catch(
        () => undefined,
      );
      leave();
      leave = () => {};
      const got = await answer;
      if (got?.status === 200) return "acknowledged";
      if (!finishing && chance.isTrue(0.1)) return "abandoned";
      await sleep(10);
    }
  }

  async function run(): Promise<void> {
    for (let n = 1; !finishing; n++) {
      const then = largeLeaves;
      largeLeaves = undefined;
      const howMany = then === undefined ? chance.between(4, 20) : largeBatch;
      const lines = world.lines(Date.now(), howMany);
      waitingSince = performance.now();
      const fate = await deliver(lines, `batch-${n}`, () => then?.());
      waitingSince = undefined;
      batches.push({ lines, fate });
      if (fate === "acknowledged") {
        const told = acknowledged;
        acknowledged = undefined;
        told?.();
      }
      await sleep(chance.between(60, 140));
    }
  }

  const running = run();
  return {
    goTo(next) {
      address = next;
    },
    onceLargeLeaves(then) {
      largeLeaves = then;
    },
    waitingMs: () => (waitingSince === undefined ? 0 : performance.now() - waitingSince),
    onceAcknowledged(then) {
      acknowledged = then;
    },
    async finish() {
      finishing = true;
      await running;
    },
    async abandon() {
      finishing = true;
      abandoning = true;
      await running;
    },
    batches,
  };
}
