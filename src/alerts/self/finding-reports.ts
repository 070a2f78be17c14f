import type { SelfFinding, SelfFindingId } from "./self-finding.ts";

/** All that holds of one kind of finding: an empty list ends what held before. */
export interface FindingReport {
  readonly rule: SelfFindingId;
  readonly facts: readonly Pick<SelfFinding, "group" | "title">[];
}

/** Written as a record, so that a new kind of finding does not compile without its place here. */
const IDS: Readonly<Record<SelfFindingId, true>> = {
  "tocsin-source-silent": true,
  "tocsin-unparsable-lines": true,
  "tocsin-rule-in-error": true,
  "tocsin-rule-overflow": true,
  "tocsin-dead-rule": true,
  "tocsin-delivery-failing": true,
  "tocsin-disk-nearly-full": true,
};

/** One report for each kind, for whoever makes alerts about Tocsin itself of them. */
export function findingReports(findings: readonly SelfFinding[]): readonly FindingReport[] {
  return Object.keys(IDS)
    .filter(isFindingId)
    .map((rule) => ({
      rule,
      facts: findings.filter((one) => one.rule === rule).map(({ group, title }) => ({ group, title })),
    }));
}

function isFindingId(id: string): id is SelfFindingId {
  return Object.hasOwn(IDS, id);
}
