import type { Entry } from "../model/entry.ts";
import type { Fact, PodPlace, Scope, TopList } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";
import { triedUpstreams } from "./tried-upstreams.ts";
import { createValueCounter, maxDistinctValues, topList } from "./value-counter.ts";

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
  const places = new Map<string, PodPlace>();
  let matches = 0;
  return {
    add({ entry }, matched) {
      if (!matched) return;
      matches++;
      services.add(entry.service);
      pods.add(entry.pod);
      placePod(places, entry);
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
          podPlaces: placesOf(topList(pods), places),
          upstreams: topList(upstreams),
          modules: topList(modules),
          clients: topList(clients),
          paths: topList(paths),
        },
      };
    },
  };
}

/** The last place wins: a pod of that name may have been moved. */
function placePod(places: Map<string, PodPlace>, { pod, k8s_namespace: namespace, node }: Entry): void {
  if (pod === undefined || (namespace === undefined && node === undefined)) return;
  if (places.has(pod) || places.size < maxDistinctValues) places.set(pod, { pod, namespace, node });
}

function placesOf({ top }: TopList, places: ReadonlyMap<string, PodPlace>): readonly PodPlace[] {
  return top.flatMap(({ name }) => places.get(name) ?? []);
}
