import type { Fact } from "../model/facts.ts";
import { type Enricher, failedFact, ignoreEntries } from "./collector.ts";

/** Whoever took the incident, else the owners that its rules name, that of the worst alert first. */
export const ownerEnricher: Enricher<Fact<string>> = {
  needs: "incident",
  failed: failedFact,
  start: ({ incident, rules }) => ({
    add: ignoreEntries,
    finish() {
      if (incident.owner !== undefined) return { state: "known", value: incident.owner };
      const owners = new Set<string>();
      for (const alert of incident.alerts) {
        const owner = rules.get(alert.rule)?.owner;
        if (owner !== undefined) owners.add(owner);
      }
      if (owners.size === 0) return { state: "none", why: "no rule of this incident names an owner" };
      return { state: "known", value: [...owners].join(", ") };
    },
  }),
};
