import { createIncidentBook } from "../incidents/incident-book.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { nothingSaved, type StateReader } from "../ports/state-store.ts";
import { createJudge, type Judge } from "./judge.ts";
import { createMemoryLog } from "./memory-log.ts";
import { reopenWithinMs } from "./writer-settings.ts";

export interface ArrivalSettings {
  readonly rules: readonly Rule[];
  readonly delayMs: number;
  readonly latenessMs: number;
}

/** The daemon's judge over entries in memory, under a clock that whoever calls it sets. */
export interface ArrivalJudge {
  /** The clock stands at `now`: log time goes on, what came late is judged, and what follows is told. */
  readonly look: (now: number) => readonly Transition[];
  /** Entries arrive; how many of them come after their time was judged. */
  readonly take: (entries: readonly Entry[], now: number) => number;
  /** Log time to which a look at `now` takes it. */
  readonly positionAt: (now: number) => number;
  /** Until everything is judged and told. */
  readonly finish: () => readonly Transition[];
  /** Entries that came later than `lateness`. */
  readonly tooLate: () => number;
}

/** Real time by which what came late has been gathered, whatever it took to judge the last of it, ms. */
const restMs = 60_000;

/** `end`: where log time ends. What comes late at the very end is told with as many milliseconds more. */
export function createArrivalJudge(settings: ArrivalSettings, end: number): ArrivalJudge {
  const log = createMemoryLog();
  const record = createRecord(settings.rules);
  let clock = Number.NEGATIVE_INFINITY;
  const judge: Judge = createJudge({
    ...settings,
    ...record,
    saved: nothingSaved,
    meanings: new Map(),
    judgedFrom: () => undefined,
    reader: log.reader,
    snapshots: { load: () => [], save: () => true },
    storedUpTo: 0,
    latenessMs: () => settings.latenessMs,
    lateWaiting: [],
    elapsed: () => clock,
  });
  // Rounds over late entries whose outcome a step has told.
  let roundsTold = 0;

  function step(to: number): void {
    if (judge.step(to, log.maxSequence(), clock) === undefined) return;
    roundsTold = judge.lateCounts().rounds;
  }

  function positionAt(now: number): number {
    return Math.min(now - settings.delayMs, end);
  }

  function look(now: number): readonly Transition[] {
    clock = Math.max(clock, now);
    step(positionAt(clock));
    while (judge.readOn());
    return record.takeTold();
  }

  return {
    look,
    positionAt,
    take(entries, now) {
      clock = Math.max(clock, now);
      const oldest = entries.reduce((least, { time }) => Math.min(least, time), now);
      if (judge.position() === undefined) judge.begin(oldest, log.maxSequence(), now);
      return judge.take(log.append(entries));
    },
    finish() {
      const told = [...look(Math.max(clock, end + settings.delayMs))];
      const isDone = (): boolean =>
        judge.lateCounts().waiting === 0 && judge.lateCounts().rounds === roundsTold;
      for (let more = 1; !isDone(); more++) {
        clock += restMs;
        while (judge.readOn());
        step(end + more);
        told.push(...record.takeTold());
      }
      return told;
    },
    tooLate: () => judge.lateCounts().tooOld,
  };
}

/** What is told, and the alerts that it is about: the record of a daemon that writes nothing down. */
function createRecord(rules: readonly Rule[]) {
  const alerts = new Map<string, Alert>();
  let told: Transition[] = [];
  const settings = {
    lanes: [],
    route: undefined,
    info: "record" as const,
    catchUpMs: Number.POSITIVE_INFINITY,
    reopenWithinMs,
  };
  const book = createIncidentBook(new Map(rules.map((rule) => [rule.id, rule])), settings, nothingSaved);
  const alertsSince: StateReader["alertsSince"] = (ids, since) =>
    [...alerts.values()].filter(
      ({ rule, state, firedAt, resolvedAt }) =>
        ids.includes(rule) && (state !== "resolved" || (firedAt !== undefined && (resolvedAt ?? 0) >= since)),
    );
  return {
    alertsSince,
    book: {
      ...book,
      apply(...args: Parameters<typeof book.apply>) {
        told.push(...args[0]);
        return book.apply(...args);
      },
    },
    writer: {
      commitStep(changes: { readonly alerts: readonly Alert[] }) {
        for (const alert of changes.alerts) alerts.set(alert.id, alert);
      },
    },
    takeTold() {
      const taken = told;
      told = [];
      return taken;
    },
  };
}
