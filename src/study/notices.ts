import { alertId } from "../alerts/alert-record.ts";
import { type BookSettings, createIncidentBook } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { Delivery, NotifyReason } from "../model/delivery.ts";
import type { Rule } from "../model/rule.ts";
import { type Decisions, nothingSaved } from "../ports/state-store.ts";

/**
 * Alerts of one rule that are given to incidents; an incident holds all of its alerts, and takes ever longer. Of a rule
 * that has more, incidents and notices are counted up to there.
 */
export const maxAlertsTold = 1_000;

/** Incidents and what receivers are told of them. */
export interface NoticeCount {
  readonly incidents: number;
  /** News to one receiver: that it opened, became worse, came back, ended. Silent edits are none. */
  readonly notices: number;
  /** There may be more: a rule had more alerts than are counted. */
  readonly atLeast: boolean;
}

export interface NoticeCounter {
  /** Transitions up to log time `to`, in order. */
  readonly add: (transitions: readonly Transition[], to: number) => void;
  readonly total: () => NoticeCount;
  /** An incident that several rules share, and what is told of it, counts for each of them. */
  readonly ofRule: (id: string) => NoticeCount;
}

/** The daemon looks every second, and what happens between two looks is told together. */
const lookMs = 1000;

/** Told of nothing happens until somebody acts, so reminders are left out. */
const NEWS: ReadonlySet<NotifyReason> = new Set([
  "opened",
  "opened_and_resolved",
  "worsened",
  "reopened",
  "resolved",
]);

/** Gives transitions to the incident book as the daemon would, and counts. Before `from` it is silent. */
export function createNoticeCounter(
  rules: readonly Rule[],
  settings: Omit<BookSettings, "catchUpMs">,
  from: number,
): NoticeCounter {
  const book = createIncidentBook(
    new Map(rules.map((rule) => [rule.id, rule])),
    { ...settings, catchUpMs: Number.MAX_SAFE_INTEGER },
    nothingSaved,
  );
  const admitted = createAdmission();
  const incidents = createSeen();
  const notices = createSeen();

  function count(decided: Decisions, transitions: readonly Transition[]): void {
    const stirred = new Set(transitions.map(({ rule }) => rule));
    for (const { number, alerts } of decided.incidents) {
      const all = alerts.filter(({ state, firedAt }) => state !== "pending" && firedAt !== undefined);
      if (all.length === 0) continue;
      const rulesOf = [...new Set(all.map(({ rule }) => rule))];
      incidents.add(String(number), rulesOf);
      const told = decided.deliveries.filter((one) => one.incident === number && NEWS.has(one.reason));
      for (const delivery of told) {
        notices.add(
          noticeOf(delivery),
          rulesOf.filter((rule) => stirred.has(rule)),
        );
      }
    }
  }

  // Transitions of a look that is not over yet.
  let waiting: readonly Transition[] = [];

  return {
    add(transitions, to) {
      const all = [...waiting, ...transitions.filter(admitted.admit)];
      let start = 0;
      while (start < all.length) {
        const look = lookAfter(all[start]?.at ?? to);
        if (look > to) break;
        let end = start;
        while (end < all.length && lookAfter(all[end]?.at ?? to) === look) end++;
        const together = all.slice(start, end);
        const decided = book.apply(together, look, look);
        if (look > from) count(decided, together);
        start = end;
      }
      waiting = all.slice(start);
    },
    total: () => ({
      incidents: incidents.total(),
      notices: notices.total(),
      atLeast: admitted.full.size > 0,
    }),
    ofRule: (id) => ({
      incidents: incidents.ofRule(id),
      notices: notices.ofRule(id),
      atLeast: admitted.full.has(id),
    }),
  };
}

function lookAfter(at: number): number {
  return Math.ceil(at / lookMs) * lookMs;
}

/** One piece of news goes through each of a receiver's channels. */
function noticeOf({ incident, receiver, reason, createdAt }: Delivery): string {
  return JSON.stringify([incident, receiver, reason, createdAt]);
}

/** Lets through what happens to the first alerts of each rule, their ends included. */
function createAdmission(): {
  readonly admit: (transition: Transition) => boolean;
  /** Rules that had more. */
  readonly full: ReadonlySet<string>;
} {
  const alerts = new Map<string, Set<string>>();
  const full = new Set<string>();
  return {
    full,
    admit(transition) {
      const known = alerts.get(transition.rule) ?? new Set();
      alerts.set(transition.rule, known);
      const id = alertId(transition);
      if (known.has(id)) return true;
      if (known.size >= maxAlertsTold) {
        full.add(transition.rule);
        return false;
      }
      known.add(id);
      return true;
    },
  };
}

interface Seen {
  readonly add: (id: string, rules: readonly string[]) => void;
  readonly total: () => number;
  readonly ofRule: (id: string) => number;
}

/** Things that are seen again and again, each counted once. */
function createSeen(): Seen {
  const all = new Set<string>();
  const byRule = new Map<string, Set<string>>();
  return {
    add(id, rules) {
      all.add(id);
      for (const rule of rules) {
        const known = byRule.get(rule) ?? new Set();
        byRule.set(rule, known.add(id));
      }
    },
    total: () => all.size,
    ofRule: (id) => byRule.get(id)?.size ?? 0,
  };
}
