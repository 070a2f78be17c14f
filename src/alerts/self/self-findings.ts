import type { RuleRecord } from "../../ports/state-store.ts";
import { deadRules } from "./dead-rule.ts";
import { failingReceivers, type OutboxItem } from "./delivery-failing.ts";
import { type DiskSpace, diskNearlyFull } from "./disk-nearly-full.ts";
import type { RuleGrowth } from "./rule-growth.ts";
import { rulesInError } from "./rule-in-error.ts";
import { overflowingRules } from "./rule-overflow.ts";
import { maxFindings, type SelfFinding } from "./self-finding.ts";
import { silentSources, type WatchedSource } from "./source-silent.ts";
import { type RecentLines, unparsableSources } from "./unparsable-lines.ts";

/** How Tocsin stands, as far as it can find fault with it. */
export interface SelfState {
  /** Wall clock. */
  readonly now: number;
  /** Log time up to which everything has been judged. */
  readonly position: number | undefined;
  readonly sources: readonly WatchedSource[];
  readonly lines: readonly RecentLines[];
  /** Entries on which expressions failed. */
  readonly failures: readonly RuleGrowth[];
  /** Entries of groups beyond max_groups. */
  readonly overflows: readonly RuleGrowth[];
  /** Of the rules that are judged now. */
  readonly rules: readonly RuleRecord[];
  readonly outbox: readonly OutboxItem[];
  readonly disk: DiskSpace;
}

/** From when on something is a fault; see docs/configuration.md, `self`. */
export interface SelfThresholds {
  readonly unparsableShare: number;
  readonly deadRuleAfterMs: number;
  readonly deliveryFailingAfterMs: number;
  readonly diskFreeShare: number;
}

/** Everything that is wrong with Tocsin itself now, some of each kind at most. */
export function selfFindings(state: SelfState, thresholds: SelfThresholds): readonly SelfFinding[] {
  const { now } = state;
  return [
    silentSources(state.sources, now),
    unparsableSources(state.lines, thresholds.unparsableShare),
    rulesInError(state.failures, now),
    overflowingRules(state.overflows, now),
    deadRules(state.rules, state.position, thresholds.deadRuleAfterMs),
    failingReceivers(state.outbox, now, thresholds.deliveryFailingAfterMs),
    diskNearlyFull(state.disk, thresholds.diskFreeShare, now),
  ].flatMap((found) => found.slice(0, maxFindings));
}
