import type { FactName } from "../model/fact-name.ts";
import type { IncidentFacts } from "../model/facts.ts";
import { backoffEnricher } from "./backoff.ts";
import { baselineEnricher } from "./baseline.ts";
import { causeEnricher } from "./cause.ts";
import { changesEnricher } from "./changes.ts";
import type { Enricher } from "./collector.ts";
import { contrastEnricher } from "./contrast.ts";
import { decisionsEnricher } from "./decisions.ts";
import { evidenceEnricher } from "./evidence.ts";
import { impactEnricher } from "./impact.ts";
import { ownerEnricher } from "./owner.ts";
import { pastEnricher } from "./past.ts";
import { redactionsEnricher } from "./redactions.ts";
import { runbookEnricher } from "./runbook.ts";
import { scopeEnricher } from "./scope.ts";
import { tracesEnricher } from "./traces.ts";
import { trendEnricher } from "./trend.ts";

/** Every fact of an incident and who finds it out. */
export const ENRICHERS = {
  impact: impactEnricher,
  baseline: baselineEnricher,
  changes: changesEnricher,
  scope: scopeEnricher,
  contrast: contrastEnricher,
  trend: trendEnricher,
  evidence: evidenceEnricher,
  traces: tracesEnricher,
  backoff: backoffEnricher,
  cause: causeEnricher,
  past: pastEnricher,
  runbook: runbookEnricher,
  owner: ownerEnricher,
  decisions: decisionsEnricher,
  redactions: redactionsEnricher,
} as const satisfies Enrichers;

export type Enrichers = { readonly [N in FactName]: Enricher<NonNullable<IncidentFacts[N]>> };
