import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { nextAlert } from "../../src/alerts/alert-record.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import { createLineReading } from "../../src/daemon/line-reading.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import { evidenceRange } from "../../src/enrich/evidence-range.ts";
import { joinIncident, openIncident, resolveAlert } from "../../src/incidents/incident-change.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";
import { createRedactor } from "../../src/redact/redactor.ts";
import { projectFile, shippedRules } from "../rules-shipped/shipped.ts";
import type { Case } from "./incidents.ts";

/** In the recording all upstreams are killed at 2026-11-22T09:43:38.9Z and come back 90 seconds later. */
export const outageBegan = Date.parse("2026-11-22T09:43:38.927Z");

/** What the daemon waits for lines that are still on their way. */
const DELAY_MS = 2000;

/** As a team would have them that rings only for half of all answers, so that the incident gets worse. */
function outageRules(): ReadonlyMap<string, Rule> {
  const named = new Map(shippedRules().rules.map((rule) => [rule.id, rule]));
  const dead = named.get("dead-upstream");
  const sustained = named.get("sustained-502");
  if (dead === undefined || sustained === undefined) throw new Error("the shipped rules have other names");
  return new Map<string, Rule>([
    [dead.id, { ...dead, severity: "warning" }],
    [sustained.id, sustained],
  ]);
}

const rules = outageRules();
const stored = readRecording();

/** The demo's log as the daemon reads it: redacted, parsed. */
function readRecording(): readonly StoredEntry[] {
  const packed = readFileSync(new URL("../../src/demo/data/edge.ndjson.gz", import.meta.url));
  const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");
  const redactor = createRedactor({ key: "a key that stays the same" });
  const reading = createLineReading({ redactor, maxSkewMs: 300_000, defaults: () => undefined });
  const read = reading.read("edge", "auto", lines, outageBegan + 600_000);
  return read.lines.map(({ raw, entry }, place) => ({ sequence: place + 1, source: "edge", entry, raw }));
}

/** The incident as the engine, the incidents and enrichment make it from the log, at an instant of log time. */
export function recordedOutage(now: number): Case {
  const engine = createEngine([...rules.values()]);
  const known = stored.filter(({ entry }) => entry.time <= now - DELAY_MS);
  const alerts = new Map<string, Alert>();
  const timeline: IncidentEvent[] = [];
  let incident: Incident | undefined;
  for (const { entry } of known) engine.enter(entry);
  for (const transition of engine.advance(now - DELAY_MS)) {
    const before = alerts.get(transition.rule);
    const alert = nextAlert(before, transition, rules.get(transition.rule));
    if (alert === undefined) continue;
    alerts.set(transition.rule, alert);
    if (alert.state === "pending" || transition.reason !== null) continue;
    const change = changeOf(incident, alert, transition.at);
    incident = change.incident;
    timeline.push(...change.events);
  }
  if (incident === undefined) throw new Error("nothing has fired by then");
  const told = { ...incident, toldAs: "No upstream of module-proxy answers" };
  return { incident: told, facts: factsOf(told, known, now), timeline, now };
}

function changeOf(incident: Incident | undefined, alert: Alert, at: number) {
  if (incident === undefined) return openIncident(42, "{}", alert, at);
  return alert.state === "resolved" ? resolveAlert(incident, alert, at) : joinIncident(incident, alert, at);
}

function factsOf(incident: Incident, known: readonly StoredEntry[], now: number) {
  const range = evidenceRange(incident, now);
  return enrich({
    incident,
    rules,
    entries: known.filter(({ entry }) => entry.time > range.from && entry.time <= range.to),
    now,
    limits: { maxEntries: 200_000, deadlineAt: 1, now: () => 0 },
    traceLink: "https://traces.example/{{trace_id}}",
    runbook: (path) => (path === "" ? undefined : projectFile(path)),
  });
}
