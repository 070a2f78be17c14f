import type { Chance } from "./chance.ts";

/**
 * What a peer does to one request. taken and lost: it takes the message and the answer never comes; taken and 500:
 * it takes it and says that it failed; late: it takes it and takes its time.
 */
export type Whim = "fine" | "late" | "taken and lost" | "taken and 500" | "not taken" | "busy" | "reset";

export type PeerKind = "slack" | "mail" | "webhook";

/** How the peers of a run behave, and who wants to know what they have just taken. */
export interface Mood {
  /** `fineShare`: how often all is well while the peers are moody (0.7). */
  readonly whim: (fineShare?: number) => Whim;
  /** How long a late answer takes, ms. */
  readonly delay: () => number;
  /** Called between taking a message and answering it; true: the asker is gone, so nobody is answered. */
  readonly taken: (by: PeerKind) => boolean;
  readonly onTaken: (listener: (by: PeerKind) => boolean) => void;
  /** From now on everything is fine. */
  readonly calm: () => void;
  readonly whims: () => Readonly<Record<string, number>>;
}

export function createMood(chance: Chance): Mood {
  let calm = false;
  let listener: (by: PeerKind) => boolean = () => false;
  const counts = new Map<string, number>();
  return {
    whim(fineShare = 0.7) {
      const whim = calm || chance.isTrue(fineShare) ? "fine" : oneWhim(chance);
      counts.set(whim, (counts.get(whim) ?? 0) + 1);
      return whim;
    },
    delay: () => (calm ? 0 : chance.between(200, 900)),
    taken: (by) => listener(by),
    onTaken(next) {
      listener = next;
    },
    calm() {
      calm = true;
    },
    whims: () => Object.fromEntries(counts),
  };
}

function oneWhim(chance: Chance): Whim {
  return chance.oneOf<Whim>("late", "taken and lost", "taken and 500", "not taken", "busy", "reset");
}

/** Whether a message is taken. */
export function takes(whim: Whim): boolean {
  return whim === "fine" || whim === "late" || whim === "taken and lost" || whim === "taken and 500";
}
