import type { Transition } from "../model/alert.ts";
import { alertId } from "./alert-record.ts";
import type { TrueEpisode } from "./amend.ts";
import type { OpenEpisodes } from "./reconcile.ts";

/** Episodes that an engine finds while it reads in silence, ended ones included. */
export interface EpisodeFinder {
  readonly add: (transitions: readonly Transition[]) => void;
  readonly found: () => readonly TrueEpisode[];
}

/** `open`: those that hold where the engine begins. */
export function createEpisodeFinder(open: OpenEpisodes): EpisodeFinder {
  const holding = new Map<string, readonly Transition[]>(open);
  const ended: TrueEpisode[] = [];

  function add(transition: Transition): void {
    const id = alertId(transition);
    const transitions = [...(holding.get(id) ?? []), transition];
    if (transition.state !== "resolved") {
      holding.set(id, transitions);
      return;
    }
    holding.delete(id);
    ended.push({ startedAt: transition.startedAt, endedAt: transition.at, transitions });
  }

  return {
    add: (transitions) => transitions.forEach(add),
    found: () => [
      ...ended,
      ...[...holding.values()].map((transitions) => ({
        startedAt: transitions[0]?.startedAt ?? 0,
        endedAt: undefined,
        transitions,
      })),
    ],
  };
}
