import { countedBy } from "../model/condition-matches.ts";
import type { Entry } from "../model/entry.ts";
import type { Contrast, Dimension, Fact, Spared, StandingOut } from "../model/facts.ts";
import { type Collector, type EnrichContext, type Enricher, failedFact, noMatches } from "./collector.ts";
import { compareRates } from "./rate-difference.ts";
import { triedUpstreams } from "./tried-upstreams.ts";
import { maxDistinctValues } from "./value-counter.ts";

/** Values with fewer entries prove nothing by having no match. */
export const minSparedEntries = 20;
/** And only where, at the rate of all, this many matches were to be expected. */
export const minExpectedMatches = 5;
/** Fewer matches of one value are an accident. */
export const minStandingMatches = 5;
export const maxStandingOut = 3;
export const maxSparedNames = 3;
/** A dimension that fewer of the matches name, such as the pod of an answer that no pod gave, proves nothing. */
export const minNamedShare = 0.9;
/** Entries without a match that wait for a further match to come; beyond it they are left out. */
export const maxWaiting = 50_000;

/** Kinds of entries that are hit more than others, and those that are not hit at all. */
export const contrastEnricher: Enricher<Fact<Contrast>> = {
  needs: "entries",
  start: createContrastCollector,
  failed: failedFact,
};

/** Nearest to the fault first. */
const DIMENSIONS = [
  "pods",
  "upstreams",
  "clients",
  "modules",
  "operations",
  "services",
] as const satisfies readonly Dimension[];

interface Count {
  matches: number;
  total: number;
}

type Counts = Readonly<Record<Dimension, Map<string, Count>>>;

function createContrastCollector({ rules, incident }: EnrichContext): Collector<Fact<Contrast>> {
  const counts = emptyCounts();
  const named = new Map<Dimension, number>();
  let waiting: Entry[] = [];
  let matches = 0;
  let total = 0;

  function count(entry: Entry, matched: boolean): void {
    total++;
    for (const dimension of DIMENSIONS) {
      const values = valuesOf(entry, dimension);
      if (matched && values.length > 0) named.set(dimension, (named.get(dimension) ?? 0) + 1);
      for (const value of values) add(counts[dimension], value, matched);
    }
  }

  /** What comes after the last match is the time after the trouble, in which everything is well. */
  function keepWaiting(entry: Entry): void {
    if (matches > 0 && waiting.length < maxWaiting) waiting.push(entry);
  }

  const judges = [...rules.values()].map((rule) => countedBy(rule.condition));

  return {
    add({ entry }, matched) {
      if (!matched) return keepWaiting(entry);
      for (const earlier of waiting) count(earlier, false);
      waiting = [];
      matches++;
      count(entry, true);
    },
    addOutside({ entry }) {
      // Another service that fails in the same way is another incident, and not spared.
      if (matches === 0 || entry.service === undefined || entry.tenant !== incident.tenant) return;
      if (judges.some((judge) => judge(entry))) return;
      const { service } = entry;
      const known = counts.services.get(service);
      if (known !== undefined) known.total++;
      else if (counts.services.size < maxDistinctValues)
        counts.services.set(service, { matches: 0, total: 1 });
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      const usable = DIMENSIONS.filter((one) => (named.get(one) ?? 0) >= matches * minNamedShare);
      return { state: "known", value: contrastOf(counts, usable, { matches, total }) };
    },
  };
}

function emptyCounts(): Counts {
  return {
    services: new Map(),
    pods: new Map(),
    upstreams: new Map(),
    clients: new Map(),
    modules: new Map(),
    operations: new Map(),
  };
}

function add(counts: Map<string, Count>, value: string, matched: boolean): void {
  let count = counts.get(value);
  if (count === undefined) {
    if (counts.size >= maxDistinctValues) return;
    count = { matches: 0, total: 0 };
    counts.set(value, count);
  }
  count.total++;
  if (matched) count.matches++;
}

function valuesOf(entry: Entry, dimension: Dimension): readonly string[] {
  if (dimension === "upstreams") return triedUpstreams(entry);
  const value = singleValueOf(entry, dimension);
  return value === undefined ? [] : [value];
}

function singleValueOf(entry: Entry, dimension: Exclude<Dimension, "upstreams">): string | undefined {
  switch (dimension) {
    case "services":
      return entry.service;
    case "pods":
      return entry.pod;
    case "clients":
      return entry.client_id ?? entry.client_address;
    case "modules":
      return entry.module;
    case "operations":
      return entry.operation;
    default:
      return dimension satisfies never;
  }
}

function contrastOf(counts: Counts, usable: readonly Dimension[], all: Count): Contrast {
  const standsOut = usable
    .flatMap((dimension) => standingOut(counts[dimension], dimension, all))
    .sort((a, b) => b.deviations - a.deviations)
    .slice(0, maxStandingOut)
    .map(({ deviations: _, ...one }) => one);
  const spared = usable.flatMap((dimension) => sparedOf(counts[dimension], dimension, all));
  const allHit = usable
    .filter((dimension) => dimension !== "services" && !spared.some((one) => one.dimension === dimension))
    .map((dimension) => ({ dimension, distinct: counts[dimension].size }))
    .filter(({ distinct }) => distinct > 1);
  // That all are hit says something only where nearly everything fails; else it was chance that met them all.
  return { standsOut, spared, allHit: all.matches >= all.total * minNamedShare ? allHit : [] };
}

/** The one of this dimension of which it is surest that it fails more often than the others. */
function standingOut(
  counts: ReadonlyMap<string, Count>,
  dimension: Dimension,
  all: Count,
): readonly (StandingOut & { readonly deviations: number })[] {
  let surest: (StandingOut & { readonly deviations: number }) | undefined;
  for (const [name, { matches, total }] of counts) {
    const others = { matches: all.matches - matches, total: all.total - total };
    const deviations = compareRates({ matches, total }, others);
    if (matches < minStandingMatches || deviations === undefined) continue;
    if (surest !== undefined && surest.deviations >= deviations) continue;
    surest = {
      dimension,
      name,
      matches,
      total,
      otherMatches: others.matches,
      otherTotal: others.total,
      deviations,
    };
  }
  return surest === undefined ? [] : [surest];
}

function sparedOf(counts: ReadonlyMap<string, Count>, dimension: Dimension, all: Count): readonly Spared[] {
  const rate = all.matches / all.total;
  const names = [...counts]
    .filter(([, { matches, total }]) => matches === 0 && total >= minSparedEntries)
    .filter(([, { total }]) => dimension === "services" || total * rate >= minExpectedMatches)
    .sort(([a, one], [b, other]) => other.total - one.total || (a < b ? -1 : 1))
    .map(([name]) => name);
  if (names.length === 0) return [];
  return [{ dimension, names: names.slice(0, maxSparedNames), distinct: names.length }];
}
