import type { Group } from "../../model/alert.ts";

/** Ids of what Tocsin can find wrong with itself; they are the ids of rules that ship, and stand for ever. */
export type SelfFindingId =
  | "tocsin-source-silent"
  | "tocsin-unparsable-lines"
  | "tocsin-rule-in-error"
  | "tocsin-rule-overflow"
  | "tocsin-dead-rule"
  | "tocsin-delivery-failing"
  | "tocsin-disk-nearly-full";

/** Something that is wrong with Tocsin itself now. */
export interface SelfFinding {
  readonly rule: SelfFindingId;
  /** What it is about, such as {source: "edge"}: with the rule, its identity. */
  readonly group: Group;
  /** Wall clock, epoch ms; since when, as far as is known. */
  readonly since: number;
  /** What was compared with the threshold: ms, a share or a count. */
  readonly value: number;
  /** What is wrong, where, and what to do about it, in one line. Constant while it is wrong, so that it is told once. */
  readonly title: string;
}

/** Findings of one kind that are told at a time. */
export const maxFindings = 50;
