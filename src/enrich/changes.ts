import type { Change } from "../model/change.ts";
import type { Fact, RecentChanges } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import { type EnrichContext, type Enricher, failedFact, ignoreEntries } from "./collector.ts";
import { evidenceRange } from "./evidence-range.ts";

/** A change this long before the start may be its reason, ms. */
export const changesBeforeMs = 30 * 60_000;
/** Changes that are looked at. */
const maxChangesRead = 200;
/** Changes that are shown; the rest is a number. */
export const maxChangesShown = 5;

/** What was changed just before, as it was reported; also what was changed since, which may be the cure. */
export const changesEnricher: Enricher<Fact<RecentChanges>> = {
  needs: "incident",
  failed: failedFact,
  start: (context) => ({ add: ignoreEntries, finish: () => findChanges(context) }),
};

function findChanges({ incident, now, history }: EnrichContext): Fact<RecentChanges> {
  if (!history.anyChange()) return { state: "none", why: "nobody reports changes to Tocsin" };
  const { from, to } = evidenceRange(incident, now);
  const found = history.changes(from - changesBeforeMs, to, maxChangesRead);
  if (found.length === 0) return { state: "none", why: "no change was reported in the 30 minutes before" };
  const services = servicesOf(incident);
  const concerns = (change: Change): boolean => change.service === undefined || services.has(change.service);
  const shown = [...found.filter(concerns), ...found.filter((change) => !concerns(change))];
  return { state: "known", value: { shown: shown.slice(0, maxChangesShown), total: found.length } };
}

function servicesOf({ alerts }: Incident): ReadonlySet<string> {
  return new Set(alerts.flatMap(({ group, labels }) => [group["service"], labels["service"]]).map(String));
}
