import type { Condition, Expression } from "./condition.ts";

export type Severity = "critical" | "warning" | "info";

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

export interface RuleLink {
  readonly title: string;
  readonly url: string;
}

/** While the alert fires and the condition holds for the same group, its severity is this one; it never goes back. */
export interface Escalation {
  /** Worse than the rule's. */
  readonly severity: Severity;
  readonly condition: Condition;
}

/** A file under rules/: what is judged, for whom, and what it means. Its id is its name for ever. */
export interface Rule {
  readonly id: string;
  /** May hold {{name}} of the group and of the labels, {{value}}, {{rule}} and {{severity}}. */
  readonly title: string;
  readonly severity: Severity;
  readonly owner?: string;
  /** Path of a Markdown file, relative to the directory that holds rules/ and runbooks/, with an optional #section; or a URL. */
  readonly runbook?: string;
  /** Why the rule exists, one or two sentences. */
  readonly why?: string;
  /** The scope; absent: every entry. */
  readonly where?: Expression;
  /** Field names, or attributes.x. Empty: one group for everything. */
  readonly groupBy: readonly string[];
  readonly condition: Condition;
  readonly escalate?: Escalation;
  /** Entries that are marked as duplicates are left out; absent: they are counted. */
  readonly duplicates?: "skip";
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly RuleLink[];
  readonly enabled: boolean;
  /** Labels whose values decide which alerts share an incident; default [alertname]. */
  readonly incidentBy: readonly string[];
  /** Groups kept at most; beyond it existing ones go on and the others are counted. */
  readonly maxGroups: number;
  /** Judge entries that lack every group_by field. */
  readonly absentGroups: boolean;
  /** Where it stands, for "how it was decided". */
  readonly file: string;
  readonly line: number;
  /** Hash over scope, grouping, condition and timings: a change of words keeps it. 16 hex digits. */
  readonly meaning: string;
}
