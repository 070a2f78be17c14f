import type { Severity } from "./rule.ts";

export type AlertState = "pending" | "firing" | "resolved";

/** group_by values by field name; null where the entry had none. */
export type Group = Readonly<Record<string, string | number | boolean | null>>;

/** A condition's value: a number, a field's value, or for a composite one by the name of each condition. */
export type AlertValue = null | number | string | boolean | { readonly [name: string]: AlertValue };

/**
 * Why an alert resolved, where it is not simply that its signal ended:
 * not_held: a pending that broke before `for` had passed; no_data: unknown for too long;
 * not_confirmed: entries that came late show that it did not hold; rule_removed: the rule's file went away or was disabled; rule_changed: its rule was edited, and as it is now it
 * does not hold.
 */
export type ResolveReason = "not_held" | "no_data" | "not_confirmed" | "rule_removed" | "rule_changed";

/** One change of one alert, at one instant of log time. */
export interface Transition {
  /** Epoch ms. */
  readonly at: number;
  readonly rule: string;
  readonly group: Group;
  readonly tenant: string | undefined;
  readonly state: AlertState;
  /** count: an integer; any: 1; ratio: k/n; consecutive: the run. */
  readonly value: AlertValue;
  /** Start of the signal. With rule and group it is the episode's identity. */
  readonly startedAt: number;
  readonly reason: ResolveReason | null;
  /** Time of the oldest entry that the condition counted when the signal became true. */
  readonly evidenceFrom: number;
  /**
   * The alert, firing since before, is as severe as this from here on; all else is as when it fired. Such a line is
   * no change of state, and replay does not print it.
   */
  readonly escalatedTo?: Severity;
  /** The alert's title, where its rule cannot say it: alerts of Tocsin about itself. */
  readonly title?: string;
  /** Set where it was found out from entries that came late: by how much, ms. */
  readonly lateMs?: number;
}

/** One rule × one group while its signal holds, as kept and shown. */
export interface Alert {
  /** Stable: hash of rule, tenant, group and startedAt; 16 hex digits. */
  readonly id: string;
  readonly rule: string;
  readonly group: Group;
  readonly tenant: string | undefined;
  readonly state: AlertState;
  readonly severity: Severity;
  /** alertname, severity, the rule's labels and the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The rule's title, filled in when the alert fired. */
  readonly title: string;
  readonly startedAt: number;
  readonly firedAt: number | undefined;
  readonly resolvedAt: number | undefined;
  readonly reason: ResolveReason | null;
  /** Value when it fired, and when it resolved. */
  readonly firedValue: AlertValue;
  readonly resolvedValue: AlertValue;
  readonly evidenceFrom: number;
  /** Where it began in truth, as entries showed that came late; `startedAt` is what was told. */
  readonly amendedStart?: number;
  /** It was found out from entries that came late: by how much, ms. */
  readonly lateMs?: number;
  /** Entries that came late show that it did not hold. What was told of it stays. */
  readonly notConfirmed?: boolean;
}
