import type { Severity } from "./rule.ts";

/** What a receiver was last told of an incident: what it was not told yet follows from this and the incident. */
export interface Told {
  readonly incident: number;
  readonly receiver: string;
  /** The worst that they heard of since it last opened. */
  readonly severity: Severity;
  /** They were told that it is over. */
  readonly resolved: boolean;
  /** How often it had come back by then. */
  readonly reopened: number;
  /** How many alerts it had by then. */
  readonly alerts: number;
  /** Wall clock; when the last news was ordered, edits left out. */
  readonly at: number;
}
