import { formatInstant } from "../model/instant.ts";
import type { Daemon } from "../store/data-directory.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { reloadTroubles } from "./reload-words.ts";

export interface DaemonAnswer {
  readonly daemon: Daemon | undefined;
  /** What it says of itself; absent where it does not answer. */
  readonly says: Record<string, unknown> | undefined;
}

/** A rule that cannot fire in a source, and why in words. */
export interface CannotFire {
  readonly rule: string;
  readonly source: string;
  readonly why: string;
}

export type StatusReport = ReturnType<typeof statusReport>;

/** All that `tocsin status` shows, as its JSON form has it. */
export function statusReport(
  stores: ReadStores,
  { daemon, says }: DaemonAnswer,
  cannotFire: readonly CannotFire[],
) {
  const ledger = stores.state.ledger();
  return {
    daemon: daemon === undefined ? null : { ...daemon, answers: says !== undefined, says: says ?? null },
    ledger:
      ledger === undefined
        ? null
        : { ...ledger, from: formatInstant(ledger.from), to: formatInstant(ledger.to) },
    sources: stores.log.counts().map(({ newest, ...count }) => ({
      ...count,
      newest: newest === undefined ? null : formatInstant(newest),
    })),
    unparsable: stores.unparsable(),
    redactions: stores.redactions(),
    rules: stores.state
      .ruleCounts()
      .map(({ firstAt, examinedAt, matchedAt, groupsLeftOut, valuesLeftOut, ...counts }) => ({
        ...counts,
        groups_left_out: groupsLeftOut,
        values_left_out: valuesLeftOut,
        first_at: instantOrNull(firstAt),
        examined_at: instantOrNull(examinedAt),
        matched_at: instantOrNull(matchedAt),
      })),
    cannot_fire: cannotFire,
    deliveries: stores.state.deliveryCounts(),
    store: stores.sizes(),
  };
}

function instantOrNull(at: number | undefined): string | null {
  return at === undefined ? null : formatInstant(at);
}

/** What a person should look at, worst first. */
export function troubles(report: StatusReport): readonly string[] {
  const found: string[] = [];
  const says = report.daemon?.says ?? {};
  if (report.daemon !== null && !report.daemon.answers) found.push("the daemon does not answer");
  found.push(...textsOf(says["not_ready"]));
  for (const finding of listOf(says["findings"])) found.push(textOf(finding, "title"));
  found.push(...reloadTroubles(says["last_reload"]));
  const gaps = report.ledger?.gaps ?? 0;
  if (gaps > 0) found.push(`${gaps} stretches of log time were not judged`);
  if (report.deliveries.dead > 0)
    found.push(
      `${report.deliveries.dead} messages could not be delivered: \`tocsin deliveries list --dead\``,
    );
  const failing = report.rules.filter((rule) => rule.failed > 0).map((rule) => rule.rule);
  if (failing.length > 0) found.push(`expressions failed on some entries in ${failing.join(", ")}`);
  found.push(...report.rules.flatMap(boundTroubles));
  if (recordOf(says["retention"])["over_size"] === true)
    found.push("the store is larger than retention.max_size, and rules need what it holds");
  return found;
}

/** What found no room, in a rule that has reached a bound. */
function boundTroubles(rule: StatusReport["rules"][number]): readonly string[] {
  const found: string[] = [];
  if (rule.overflowed > 0) {
    // The estimate is of the last start, the entries are all that there ever were.
    const groups = rule.groups_left_out > 0 ? ` of about ${rule.groups_left_out} groups since the start` : "";
    found.push(
      `${rule.rule} has more groups than max_groups: ${rule.overflowed} entries not judged${groups}`,
    );
  }
  if (rule.values_left_out > 0)
    found.push(`${rule.rule} keeps no more values: ${rule.values_left_out} entries with others not judged`);
  return found;
}

/** What the daemon says is JSON from outside: whatever is not of its shape is left out. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === "string");
}

export function textOf(value: unknown, key: string): string {
  const text = recordOf(value)[key];
  return typeof text === "string" ? text : "";
}
