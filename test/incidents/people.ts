import {
  type BookSettings,
  createIncidentBook,
  type IncidentBook,
} from "../../src/incidents/incident-book.ts";
import type { AlertState, Transition } from "../../src/model/alert.ts";
import type { IncidentAction } from "../../src/model/incident-action.ts";
import type { Route } from "../../src/model/route.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Decisions, SavedState } from "../../src/ports/state-store.ts";
import { ruleOf, says } from "../detect/made-up.ts";
import { hour, minute, nothingSaved, route, savedAfter } from "./made-up.ts";

const any = { type: "any", match: says("m"), windowMs: minute } as const;

/** All of one service are one incident. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [
    ruleOf(any, { id: "down", severity: "critical", incidentBy: ["service"], title: "{{service}} is down" }),
    ruleOf(any, { id: "slow", severity: "warning", incidentBy: ["service"], title: "{{service}} is slow" }),
    ruleOf(any, { id: "odd", severity: "info", incidentBy: ["service"], title: "{{service}} is odd" }),
  ].map((rule) => [rule.id, rule]),
);

/** Critical to the pager, the rest to chat. */
export const bySeverity: Route = route("chat", { routes: [route("pager", {}, 'severity="critical"')] });

export const settings: BookSettings = {
  lanes: [
    { lane: "chat/slack/0", receiver: "chat", channel: "slack" },
    { lane: "pager/email/0", receiver: "pager", channel: "email" },
  ],
  route: bySeverity,
  info: "record",
  catchUpMs: 24 * hour,
  reopenWithinMs: 15 * minute,
};

export function transition(
  rule: string,
  state: AlertState,
  at: number,
  startedAt = at,
  service = "athens",
): Transition {
  const group = { service };
  return {
    at,
    rule,
    group,
    tenant: undefined,
    state,
    value: 1,
    startedAt,
    reason: null,
    evidenceFrom: startedAt,
  };
}

/** A book whose decisions are kept as a store would keep them, so that it can be restarted anywhere. */
export interface Kept {
  readonly book: () => IncidentBook;
  readonly saved: () => SavedState;
  readonly step: (at: number, ...transitions: readonly Transition[]) => readonly string[];
  readonly look: (now: number) => readonly string[];
  readonly act: (action: IncidentAction, now: number) => readonly string[];
  /** Every delivery that waits is accepted at that time. */
  readonly accept: (at: number) => void;
  readonly keep: (decisions: Decisions | undefined) => readonly string[];
  readonly restart: () => void;
  /** All events so far, `kind text`. */
  readonly record: () => readonly string[];
  readonly notices: () => readonly string[];
}

export function keptBook(more: Partial<BookSettings> = {}, from: SavedState = nothingSaved): Kept {
  const used = { ...settings, ...more };
  let saved = from;
  let book = createIncidentBook(rules, used, saved);
  const events: string[] = [];
  const notices: string[] = [];

  /** `receiver reason`, once for each receiver and reason. */
  function keep(decisions: Decisions | undefined): readonly string[] {
    if (decisions === undefined) return [];
    saved = savedAfter(saved, decisions);
    events.push(...decisions.events.map(({ kind, text }) => `${kind} ${text}`));
    for (const { notice } of decisions.deliveries) if (notice !== undefined) notices.push(notice);
    return [...new Set(decisions.deliveries.map(({ receiver, reason }) => `${receiver} ${reason}`))];
  }

  return {
    book: () => book,
    saved: () => saved,
    step: (at, ...transitions) => keep(book.apply(transitions, at, at)),
    look: (now) => keep(book.look(now)),
    act(action, now) {
      // As the daemon does: what the book holds no more, the store still knows.
      const stored = (number: number) => saved.incidents.find((one) => one.number === number);
      const { result, decisions } = book.act(action, { now, position: now }, stored);
      if (result.state === "refused") return [`refused: ${result.why}`];
      return keep(decisions);
    },
    accept(at) {
      for (const id of saved.told.flatMap((one) => one.waiting)) book.settled(id, at);
      const told = saved.told.map((one) =>
        one.waiting.length > 0 ? { ...one, acceptedAt: at, waiting: [] } : one,
      );
      saved = { ...saved, told };
    },
    keep,
    restart() {
      book = createIncidentBook(rules, used, saved);
    },
    record: () => events,
    notices: () => notices,
  };
}
