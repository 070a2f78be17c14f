import type { IncidentFacts } from "./facts.ts";

export type FactName = Exclude<keyof IncidentFacts, "basis">;

/** Every fact; one that is missing here does not compile. */
const FACTS = {
  impact: true,
  baseline: true,
  changes: true,
  scope: true,
  contrast: true,
  trend: true,
  evidence: true,
  traces: true,
  backoff: true,
  cause: true,
  past: true,
  runbook: true,
  owner: true,
  decisions: true,
  redactions: true,
} as const satisfies Record<FactName, true>;

export const FACT_NAMES: readonly FactName[] = Object.keys(FACTS).filter(isFactName);

export function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACTS, name);
}
