import type { Alert, AlertValue } from "../model/alert.ts";
import { formatDuration } from "../model/duration.ts";
import type { Decision, IncidentFacts } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import { fieldNumberWords } from "../model/number-words.ts";
import type { Severity } from "../model/rule.ts";
import { plainValueWords } from "../model/value-words.ts";
import { countWords } from "../model/words.ts";
import type { AlertView, DecisionView, SeverityWord } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";
import { maxAlertsListed, maxDecisionsShown, maxName, maxSentence, maxTitle } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

const SEVERITY_WORDS: Readonly<Record<Severity, SeverityWord>> = {
  critical: "CRITICAL",
  warning: "WARNING",
  info: "INFO",
};

export function severityWord(severity: Severity): SeverityWord {
  return SEVERITY_WORDS[severity];
}

export function viewAlerts(incident: Incident, facts: IncidentFacts | undefined): readonly AlertView[] {
  const decisions = new Map(facts?.decisions.map((decision) => [decision.rule, decision]));
  return incident.alerts.slice(0, maxAlertsListed).map((alert) => ({
    title: cutText(visibleLine(alert.title), maxTitle),
    rule: cutText(visibleLine(alert.rule), maxName),
    severity: severityWord(alert.severity),
    state: alert.state,
    group: groupWords(alert),
    since: viewInstant(alert.startedAt),
    value: firedWords(alert, decisions.get(alert.rule)),
  }));
}

/** A share without its condition would read like a count, so it is then left out. */
function firedWords(alert: Alert, decision: Decision | undefined): string | undefined {
  const value = alert.firedValue;
  if (value === null || (decision === undefined && typeof value === "number" && !Number.isInteger(value)))
    return undefined;
  return valueWords(value, decision);
}

function groupWords(alert: Alert): string {
  const parts = Object.entries(alert.group).map(([name, value]) => `${name}=${value ?? "(none)"}`);
  return cutText(visibleLine(parts.join(", ")), maxTitle);
}

/** One for each rule; without facts, what the alerts themselves know. */
export function viewDecisions(incident: Incident, facts: IncidentFacts | undefined): readonly DecisionView[] {
  const known = facts?.decisions ?? [];
  if (known.length > 0) return known.slice(0, maxDecisionsShown).map(viewDecision);
  const rules = new Map<string, Alert>();
  for (const alert of incident.alerts) if (!rules.has(alert.rule)) rules.set(alert.rule, alert);
  return [...rules.values()].slice(0, maxDecisionsShown).map((alert) => {
    const rule = cutText(visibleLine(alert.rule), maxName);
    const value =
      alert.firedValue === null
        ? ""
        : `, value ${cutText(visibleLine(plainValueWords(alert.firedValue)), maxName)}`;
    return { rule, place: rule, line: `rule ${rule}${value}`, why: undefined };
  });
}

function viewDecision(decision: Decision): DecisionView {
  const rule = cutText(visibleLine(decision.rule), maxName);
  const place = cutText(visibleLine(decision.place), maxTitle);
  const match = cutText(visibleLine(decision.match), maxTitle).replaceAll("`", "'");
  const condition = cutText(visibleLine(decision.condition), maxTitle);
  const value = decision.value === null ? "" : `, and it was ${valueWords(decision.value, decision)}`;
  const why = decision.why === undefined ? undefined : cutText(visibleLine(decision.why), maxSentence);
  return { rule, place, line: `\`${match}\`: ${condition}${value} (rule ${rule}, ${place})`, why };
}

/** A ratio and a silence are said as the condition says them, a number of a field with its unit. */
function valueWords(value: Exclude<AlertValue, null>, decision: Decision | undefined): string {
  if (typeof value === "number" && decision?.condition.startsWith("no match for "))
    return formatDuration(value);
  if (typeof value !== "number") return cutText(visibleLine(plainValueWords(value)), maxName);
  const measures = decision?.measures;
  if (measures !== undefined && measures !== "share") return fieldNumberWords(measures, value);
  const isShare = measures === "share" || decision?.condition.includes("%") === true;
  return isShare ? `${countWords(Math.round(value * 1000) / 10)} %` : countWords(value);
}
