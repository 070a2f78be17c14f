import type { Fact, Impact } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";
import { createValueCounter } from "./value-counter.ts";

/** How many, of how many, for whom. */
export const impactEnricher: Enricher<Fact<Impact>> = {
  needs: "entries",
  start: createImpactCollector,
  failed: failedFact,
};

function createImpactCollector(): Collector<Fact<Impact>> {
  const clients = createValueCounter();
  const modules = createValueCounter();
  const statuses = createValueCounter();
  let matches = 0;
  let total = 0;
  let totalBeforeFirst = 0;
  let totalAtLast = 0;
  let firstMatchAt = 0;
  let lastMatchAt = 0;
  return {
    add({ entry }, matched) {
      total++;
      if (!matched) return;
      if (matches === 0) {
        firstMatchAt = entry.time;
        totalBeforeFirst = total - 1;
      }
      matches++;
      lastMatchAt = entry.time;
      totalAtLast = total;
      clients.add(entry.client_id ?? entry.client_address);
      modules.add(entry.module);
      statuses.add(entry.status);
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      const value: Impact = {
        matches,
        total,
        totalWhileMatching: totalAtLast - totalBeforeFirst,
        clients: clients.distinct(),
        modules: modules.distinct(),
        firstMatchAt,
        lastMatchAt,
        statuses: statuses.ordered(),
      };
      const capped = clients.capped() || modules.capped();
      return { state: "known", value: capped ? { ...value, atLeast: true } : value };
    },
  };
}
