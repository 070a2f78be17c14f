import { Counter, Gauge, type Registry } from "prom-client";
import type { RuleRecord } from "../../ports/state-store.ts";

/** Totals of each rule that the store keeps, so that they survive a restart. */
export function ruleMetrics(registry: Registry, records: () => readonly RuleRecord[]): void {
  const registers = [registry];
  const total = (name: string, help: string, read: (record: RuleRecord) => number): void => {
    new Counter({
      name,
      help,
      labelNames: ["rule"],
      registers,
      collect() {
        this.reset();
        for (const record of records()) this.inc({ rule: record.rule }, read(record));
      },
    });
  };
  const newest = (name: string, help: string, read: (record: RuleRecord) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ["rule"],
      registers,
      collect() {
        this.reset();
        for (const record of records()) this.set({ rule: record.rule }, read(record));
      },
    });
  };
  total("tocsin_rule_entries_examined_total", "Entries in the rule's scope.", (one) => one.examined);
  total("tocsin_rule_entries_matched_total", "Entries that the rule matched.", (one) => one.matched);
  total("tocsin_rule_entries_failed_total", "Entries for which an expression failed.", (one) => one.failed);
  total(
    "tocsin_rule_entries_overflowed_total",
    "Entries of groups beyond the rule's max_groups: counted, not judged.",
    (one) => one.overflowed,
  );
  total(
    "tocsin_rule_values_left_out_total",
    "Entries whose value found no room among those that the rule's condition keeps.",
    (one) => one.valuesLeftOut,
  );
  newest("tocsin_rule_groups", "Groups that the rule keeps apart now.", (one) => one.groups);
  newest(
    "tocsin_rule_groups_left_out",
    "About how many groups found no room within the rule's max_groups, since the last start.",
    (one) => one.groupsLeftOut,
  );
}
