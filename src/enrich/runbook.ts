import type { Fact, RunbookSteps } from "../model/facts.ts";
import { markdownSection } from "../model/markdown-section.ts";
import { type EnrichContext, type Enricher, failedFact, ignoreEntries } from "./collector.ts";
import { firstSteps } from "./runbook-steps.ts";

/** What to do first, from the runbook of the worst alert whose rule names one. */
export const runbookEnricher: Enricher<Fact<RunbookSteps>> = {
  needs: "incident",
  failed: failedFact,
  start: (context) => ({
    add: ignoreEntries,
    finish: () => findSteps(context),
  }),
};

function findSteps(context: EnrichContext): Fact<RunbookSteps> {
  let missing: string | undefined;
  for (const alert of context.incident.alerts) {
    const link = context.rules.get(alert.rule)?.runbook;
    if (link === undefined) continue;
    const fact = readRunbook(link, context.runbook);
    if (fact.state === "known") return fact;
    missing ??= fact.why;
  }
  return { state: "none", why: missing ?? "no rule of this incident names a runbook" };
}

/** A runbook elsewhere is a link only: enrichment asks no other machine. */
function readRunbook(
  link: string,
  runbook: EnrichContext["runbook"],
):
  | { readonly state: "known"; readonly value: RunbookSteps }
  | { readonly state: "none"; readonly why: string } {
  if (/^https?:\/\//i.test(link)) {
    return { state: "known", value: { link, section: undefined, steps: [] } };
  }
  const [path = "", fragment] = link.split("#", 2);
  const markdown = runbook(path);
  if (markdown === undefined) return { state: "none", why: `the runbook ${path} does not exist` };
  if (fragment === undefined || fragment === "") {
    return {
      state: "known",
      value: { link, section: undefined, steps: firstSteps(markdown.split(/\r?\n/)) },
    };
  }
  const section = markdownSection(markdown, fragment);
  if (section === undefined) return { state: "none", why: `the runbook ${path} has no section #${fragment}` };
  return { state: "known", value: { link, section: section.title, steps: firstSteps(section.lines) } };
}
