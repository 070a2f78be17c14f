import type { Basis, Fact } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import type { History } from "./history.ts";

/** What every enricher may look at besides the entries. */
export interface EnrichContext {
  readonly incident: Incident;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Log time up to which alerts that still fire are looked at, epoch ms. */
  readonly now: number;
  /** A URL with {{trace_id}} in it. */
  readonly traceLink: string | undefined;
  /** Markdown of the file at a path as written in a rule, without its #section; undefined when there is none. */
  readonly runbook: (path: string) => string | undefined;
  readonly history: History;
  /** The deadline has come: what has not been asked yet must not be asked any more. */
  readonly isLate: () => boolean;
}

/** Gathers one fact while the entries go by in order. */
export interface Collector<T> {
  /** An entry in scope of one of the incident's alerts; `matched` when a rule counted it. */
  readonly add: (stored: StoredEntry, matched: boolean) => void;
  /** An entry of the incident's time that none of its rules looked at. */
  readonly addOutside?: (stored: StoredEntry) => void;
  readonly finish: (basis: Basis) => T;
}

export interface Enricher<T> {
  /** entries: without them there is no fact; incident: the alerts and rules are enough. */
  readonly needs: "entries" | "incident";
  readonly start: (context: EnrichContext) => Collector<T>;
  /** What stands in the message when the enricher itself broke. */
  readonly failed: (why: string) => T;
}

export function failedFact(why: string): Fact<never> {
  return { state: "failed", why };
}

/** For facts that do not look at entries. */
export function ignoreEntries(): void {}

/** A collector that never throws: the first error stops it and becomes the fact's failure. */
export interface GuardedCollector<T> {
  readonly needs: "entries" | "incident";
  readonly add: (stored: StoredEntry, matched: boolean) => void;
  readonly addOutside: (stored: StoredEntry) => void;
  readonly fail: (why: string) => void;
  readonly finish: (basis: Basis) => T;
}

export function guard<T>(enricher: Enricher<T>, context: EnrichContext): GuardedCollector<T> {
  let why: string | undefined;

  function attempt<R>(work: () => R): R | undefined {
    if (why !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      why = messageOf(error);
      return undefined;
    }
  }

  const collector = attempt(() => enricher.start(context));
  return {
    needs: enricher.needs,
    add: (stored, matched) => {
      attempt(() => collector?.add(stored, matched));
    },
    addOutside: (stored) => {
      attempt(() => collector?.addOutside?.(stored));
    },
    fail: (reason) => {
      why ??= reason;
    },
    finish: (basis) => {
      const fact = attempt(() => collector?.finish(basis));
      return fact ?? enricher.failed(why ?? "the enricher gave nothing");
    },
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why there is no fact, where none of the entries read was a match. */
export function noMatches(basis: Basis): Fact<never> {
  if (basis.cutAt !== undefined) {
    return {
      state: "none",
      why: `no match among the first ${basis.examined} entries, which is all that was read`,
    };
  }
  if (basis.examined === 0) return { state: "none", why: "the store holds no entries of that time" };
  return { state: "none", why: `none of the ${basis.examined} entries of that time is a match` };
}
