import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { readBrief } from "../daemon/incident-brief.ts";
import { rulePlace } from "../daemon/rule-place.ts";
import { runbookReader } from "../daemon/runbook-files.ts";
import { dataArgument } from "../daemon/shown-command.ts";
import type { NotifyReason } from "../model/delivery.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import { buildView } from "../render/build-view.ts";
import type { IncidentView } from "../render/incident-view.ts";
import { readRules } from "../rules/read-rules.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** An incident as it is on record, in words, with its facts: those that were kept, or as the log has them now. */
export function recordedView(number: number, stores: ReadStores, config: Config): IncidentView {
  const incident = stores.state.incident(number);
  if (incident === undefined) {
    throw new CliError(
      `there is no INC-${number}`,
      exitCodes.problems,
      "`tocsin incidents list` shows what there is",
    );
  }
  return buildView(incident, factsOf(incident, stores, config), {
    reason: reasonFor(incident),
    now: Date.now(),
    timeline: stores.state.events(number),
    dataArgument: dataArgument(config.data),
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  });
}

/** As the pages do it: kept ones of what is over, else those that rest on more entries. */
function factsOf(incident: Incident, stores: ReadStores, config: Config): IncidentFacts | undefined {
  const kept = stores.state.facts(incident.number);
  const { resolvedAt } = incident;
  if (kept !== undefined && resolvedAt !== undefined && kept.basis.to >= resolvedAt) return kept;
  const now = stores.state.ledger()?.to ?? Date.now();
  const fresh = readBrief(incident.number, now, {
    log: stores.log,
    state: stores.state,
    rules: rulesOf(config),
    traceLink: config.links.trace,
    runbook: runbookReader(config.runbooks),
  })?.facts;
  const better = fresh !== undefined && fresh.basis.examined >= (kept?.basis.examined ?? 0);
  return better ? fresh : kept;
}

function rulesOf({ rules, runbooks }: Config) {
  const texts = readRuleFiles(rules).files.map(({ path, text }) => ({
    path: rulePlace(path, runbooks),
    text,
  }));
  return new Map(readRules(texts).rules.map((rule) => [rule.id, rule]));
}

function reasonFor(incident: Incident): NotifyReason {
  if (incident.state === "resolved") return "resolved";
  return incident.reopened > 0 ? "reopened" : "opened";
}
