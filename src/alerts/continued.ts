import type { Transition } from "../model/alert.ts";
import { alertId } from "./alert-record.ts";

/**
 * An alert on record whose episode the engine knows under another start, or has only pending: its rule was edited
 * while it was open. People know it under its id, so it goes on under that.
 */
export interface Continued {
  /** Of the alert on record. */
  readonly id: string;
  readonly rule: string;
  /** Of the episode as the engine tells it. */
  readonly episode: string;
  /** As on record. */
  readonly startedAt: number;
  /** The record fires already. */
  readonly firing: boolean;
  /** How far back the engine's episode reaches: read again after a restart. */
  readonly evidenceFrom: number;
  /** The rule's meaning was changed, so its timeline says it. */
  readonly edited: boolean;
  /** Entries that came late show that it began at another time than was told. */
  readonly amendedStart?: number;
}

/** Turns what the engine tells of continued episodes into what happens to the alerts on record. */
export interface Continuations {
  readonly add: (continued: readonly Continued[]) => void;
  /** What these rules told is over, or was found anew. */
  readonly forget: (rules: ReadonlySet<string>) => void;
  readonly translate: (transitions: readonly Transition[]) => readonly Transition[];
}

export function createContinuations(): Continuations {
  const byEpisode = new Map<string, { startedAt: number; rule: string; firing: boolean }>();

  function translateOne(transition: Transition): readonly Transition[] {
    const episode = alertId(transition);
    const known = byEpisode.get(episode);
    if (known === undefined) return [transition];
    const { startedAt, firing } = known;
    const { state, reason } = transition;
    if (state === "resolved") {
      byEpisode.delete(episode);
      // To those who were told that it fires, it ends, whatever the new version thinks of how it began.
      return [{ ...transition, startedAt, reason: firing && reason === "not_held" ? null : reason }];
    }
    if (transition.escalatedTo !== undefined) return [{ ...transition, startedAt }];
    if (state === "pending" || firing) return [];
    known.firing = true;
    return [{ ...transition, startedAt }];
  }

  return {
    add(continued) {
      for (const { episode, startedAt, rule, firing } of continued) {
        byEpisode.set(episode, { startedAt, rule, firing });
      }
    },
    forget(rules) {
      for (const [episode, { rule }] of byEpisode) if (rules.has(rule)) byEpisode.delete(episode);
    },
    translate: (transitions) =>
      byEpisode.size === 0 ? transitions : transitions.flatMap((transition) => translateOne(transition)),
  };
}
