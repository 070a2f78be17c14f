import type { Fact, Scope } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";
import { triedUpstreams } from "./tried-upstreams.ts";
import { createValueCounter, topList } from "./value-counter.ts";

/** Where the matches are. A list is empty where the log does not name such a thing. */
export const scopeEnricher: Enricher<Fact<Scope>> = {
  needs: "entries",
  start: createScopeCollector,
  failed: failedFact,
};

function createScopeCollector(): Collector<Fact<Scope>> {
  const services = createValueCounter();
  const pods = createValueCounter();
  const upstreams = createValueCounter();
  const modules = createValueCounter();
  const clients = createValueCounter();
  const paths = createValueCounter();
  let matches = 0;
  return {
    add({ entry }, matched) {
      if (!matched) return;
      matches++;
      services.add(entry.service);
      pods.add(entry.pod);
      for (const upstream of triedUpstreams(entry)) upstreams.add(upstream);
      modules.add(entry.module);
      clients.add(entry.client_id ?? entry.client_address);
      paths.add(entry.path);
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      return {
        state: "known",
        value: {
          services: topList(services),
          pods: topList(pods),
          upstreams: topList(upstreams),
          modules: topList(modules),
          clients: topList(clients),
          paths: topList(paths),
        },
      };
    },
  };
}
