import type { Change } from "./change.ts";

/** What enrichment found out about an incident: every number traces to entries of the store. */

import type { AlertValue } from "./alert.ts";

/** A fact, or the reason why there is none. `none`: the entries do not say; `failed`: we could not ask. */
export type Fact<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "none"; readonly why: string }
  | { readonly state: "failed"; readonly why: string };

/** The entries that the facts below were counted over. */
export interface Basis {
  readonly from: number;
  readonly to: number;
  /** Entries read. */
  readonly examined: number;
  /** Log time at which the row limit or the deadline cut reading short; numbers are then lower bounds. */
  readonly cutAt?: number;
}

export interface Impact {
  /** Entries that the incident's rules matched, each counted once. */
  readonly matches: number;
  /** Entries in those rules' scope, in the same groups' scope values, over the same time. */
  readonly total: number;
  /** Of total, those between the first and the last match, both included: the share while it lasted. */
  readonly totalWhileMatching?: number;
  readonly clients: number;
  readonly modules: number;
  /** Clients or modules reached the cap on different values: say "at least". */
  readonly atLeast?: true;
  readonly firstMatchAt: number;
  readonly lastMatchAt: number;
  /** Statuses among matches, most frequent first. */
  readonly statuses: readonly Counted[];
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface TopList {
  /** Most frequent first, at most 5. */
  readonly top: readonly Counted[];
  /** Number of different values. */
  readonly distinct: number;
  /** The cap on different values was reached: say "at least". */
  readonly atLeast?: true;
}

export interface Scope {
  readonly services: TopList;
  readonly pods: TopList;
  /** Each upstream that a request was sent to counts once for it, so the counts can exceed the matches. */
  readonly upstreams: TopList;
  readonly modules: TopList;
  readonly clients: TopList;
  readonly paths: TopList;
  /** Where the pods at the top run, as far as the log says. */
  readonly podPlaces?: readonly PodPlace[];
}

export interface PodPlace {
  readonly pod: string;
  readonly namespace: string | undefined;
  readonly node: string | undefined;
}

/** A line as stored, verbatim. */
export interface EvidenceLine {
  readonly at: number;
  readonly source: string;
  /** Store sequence, by which the entry can be found again. */
  readonly sequence: number;
  readonly raw: string;
}

export interface EvidencePattern {
  /** One short line with the varying parts replaced by placeholders. */
  readonly pattern: string;
  readonly count: number;
}

export interface Evidence {
  /** Most frequent first, at most 5. */
  readonly patterns: readonly EvidencePattern[];
  /** Number of different patterns. */
  readonly distinctPatterns: number;
  /** The cap on different patterns was reached: say "at least". */
  readonly atLeast?: true;
  readonly first: EvidenceLine;
  readonly latest: EvidenceLine;
  /** The match that took longest, where it is neither of the two. */
  readonly slowest?: EvidenceLine;
  /** What the proxy's error log says of these requests; each counts the requests, not the lines. */
  readonly errors?: readonly EvidencePattern[];
}

export interface ChosenTrace {
  readonly traceId: string;
  readonly why: "first" | "slowest" | "typical";
  readonly at: number;
  readonly durationMs: number | undefined;
  readonly link: string | undefined;
}

export interface Traces {
  readonly chosen: readonly ChosenTrace[];
  /** Number of different trace ids among the matches. */
  readonly distinct: number;
  /** The cap on different trace ids was reached: say "at least". */
  readonly atLeast?: true;
  /** All of them, at most 200, for the ticket. */
  readonly all: readonly string[];
}

export interface Backoff {
  /** Matches that carry a Retry-After above 0. */
  readonly count: number;
  readonly minSeconds: number;
  readonly medianSeconds: number;
  readonly maxSeconds: number;
  /** The latest moment at which a client that obeys may come back: max of time + Retry-After. */
  readonly endsAt: number;
  readonly longestClient: string | undefined;
}

/** Why the matches failed, where log lines say so. */
export interface LikelyCause {
  /** A word of the entries' `cause`, such as connect_refused. */
  readonly cause: string;
  /** Matches for which a line names it: the match itself, or another line with its request id. */
  readonly count: number;
  /** Matches. */
  readonly of: number;
  /** The first line that names it, where one was kept. */
  readonly example: EvidenceLine | undefined;
  /** Not every line could be heard: say "at least". */
  readonly atLeast?: true;
}

/** What happened within one slot of the incident's time, [at, at + slotMs). */
export interface TrendPoint {
  readonly at: number;
  readonly matches: number;
  /** Entries in scope. */
  readonly total: number;
}

/** A stretch of whole slots, [from, to), and what is in it. */
export interface TrendSpan {
  readonly from: number;
  readonly to: number;
  readonly matches: number;
  readonly total: number;
}

/**
 * rising, falling, steady: the last quarter against the one before; over: no match in the last quarter, which is not
 * just a pause;
 * too_early, too_few: nobody can say yet.
 */
export type TrendDirection = "rising" | "falling" | "steady" | "over" | "too_early" | "too_few";

export interface Trend {
  /** Width of a slot: whole seconds. */
  readonly slotMs: number;
  /** In order of time, without gaps, at most 20; the last may not be full yet. */
  readonly points: readonly TrendPoint[];
  readonly direction: TrendDirection;
  /** share: matches of total were compared; count: matches a second, where every entry in scope is a match. */
  readonly measure: "share" | "count";
  /** The last quarter of the slots, and the one before. */
  readonly last: TrendSpan;
  readonly before: TrendSpan;
}

/** How it was before: entries in scope of the same groups, from < time <= to. */
export interface Baseline {
  /** Of the first entry that was looked at, less where fewer are stored. */
  readonly from: number;
  readonly to: number;
  readonly matches: number;
  readonly total: number;
}

/** pods, upstreams and so on: what an entry names. */
export type Dimension = "services" | "pods" | "upstreams" | "clients" | "modules" | "operations";

/** A value that fails more often than all others of its dimension together. */
export interface StandingOut {
  readonly dimension: Dimension;
  readonly name: string;
  readonly matches: number;
  readonly total: number;
  /** Of all others. */
  readonly otherMatches: number;
  readonly otherTotal: number;
}

/** Values of one dimension that had enough entries to fail, and did not. */
export interface Spared {
  readonly dimension: Dimension;
  /** By how many entries they had, most first; at most 3. */
  readonly names: readonly string[];
  readonly distinct: number;
}

/** What the matches have in common that the others have not, from the first match to the last. */
export interface Contrast {
  /** The surest first, at most 3. */
  readonly standsOut: readonly StandingOut[];
  readonly spared: readonly Spared[];
  /** Dimensions of which every value that had enough entries is hit, with how many there are. */
  readonly allHit: readonly { readonly dimension: Dimension; readonly distinct: number }[];
}

/** Changes from half an hour before the start on. */
export interface RecentChanges {
  /** Those of the incident's services and of no service in particular first, then the newest; at most 5. */
  readonly shown: readonly Change[];
  readonly total: number;
}

/** An earlier incident of the same kind. */
export interface PastIncident {
  readonly number: number;
  readonly title: string;
  readonly openedAt: number;
  readonly resolvedAt: number;
  /** What its timeline says of its end. */
  readonly ended: string | undefined;
  /** The last note on it. */
  readonly note: string | undefined;
}

export interface PastIncidents {
  /** The newest first, at most 3. */
  readonly newest: readonly PastIncident[];
  readonly total: number;
}

export interface RunbookSteps {
  /** Where to read on: a URL, or the path as written in the rule. */
  readonly link: string;
  readonly section: string | undefined;
  /** The first list items of the section, at most 5, Markdown removed. */
  readonly steps: readonly string[];
}

/** How it was decided, one for each rule of the incident. */
export interface Decision {
  readonly rule: string;
  /** rules/x.yaml:12. */
  readonly place: string;
  /** The condition in words, such as "more than 10 matches in 1m". */
  readonly condition: string;
  readonly match: string;
  readonly scope: string | undefined;
  readonly value: AlertValue;
  /** What the value is, where its words depend on that: `share`, or the field whose number it is. */
  readonly measures?: string;
  readonly why: string | undefined;
}

export interface IncidentFacts {
  readonly basis: Basis;
  readonly impact: Fact<Impact>;
  readonly baseline: Fact<Baseline>;
  readonly changes: Fact<RecentChanges>;
  readonly scope: Fact<Scope>;
  readonly contrast: Fact<Contrast>;
  readonly trend: Fact<Trend>;
  readonly evidence: Fact<Evidence>;
  readonly traces: Fact<Traces>;
  readonly backoff: Fact<Backoff>;
  readonly cause: Fact<LikelyCause>;
  readonly past: Fact<PastIncidents>;
  readonly runbook: Fact<RunbookSteps>;
  readonly owner: Fact<string>;
  readonly decisions: readonly Decision[];
  /** Values redacted in the matches' lines, by kind, most frequent first; absent in facts kept by older versions. */
  readonly redactions?: Fact<readonly Counted[]>;
}
