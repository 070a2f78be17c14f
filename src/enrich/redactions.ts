import type { Counted, Fact } from "../model/facts.ts";
import { countMarks } from "../model/redaction-mark.ts";
import { type Collector, type Enricher, failedFact } from "./collector.ts";

/** Values that were redacted in the incident's log lines, by kind, so that nobody looks for them in vain. */
export const redactionsEnricher: Enricher<Fact<readonly Counted[]>> = {
  needs: "entries",
  start: createRedactionsCollector,
  failed: failedFact,
};

function createRedactionsCollector(): Collector<Fact<readonly Counted[]>> {
  const counts = new Map<string, number>();
  return {
    add({ raw }, matched) {
      if (matched) countMarks(raw, counts);
    },
    finish() {
      const value = [...counts]
        .map(([name, count]) => ({ name, count }))
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
      return { state: "known", value };
    },
  };
}
