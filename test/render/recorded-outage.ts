import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createEngine } from "../../src/alerts/engine.ts";
import { createLineReading } from "../../src/daemon/line-reading.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import { type EvidenceRange, readingRange } from "../../src/enrich/evidence-range.ts";
import type { History } from "../../src/enrich/history.ts";
import { createIncidentBook } from "../../src/incidents/incident-book.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";
import { createRedactor } from "../../src/redact/redactor.ts";
import { noHistory } from "../enrich/made-up.ts";
import { nothingSaved, toOps } from "../incidents/made-up.ts";
import { projectFile, shippedRules } from "../rules-shipped/shipped.ts";
import type { Case } from "./incidents.ts";

/** In the recording all upstreams are killed at 2026-11-22T09:43:38.9Z and come back 90 seconds later. */
export const outageBegan = Date.parse("2026-11-22T09:43:38.927Z");

/** What the daemon waits for lines that are still on their way. */
const DELAY_MS = 2000;

/** All rules as they are shipped. */
export const asShipped: ReadonlyMap<string, Rule> = new Map(
  shippedRules().rules.map((rule) => [rule.id, rule]),
);

/** As a team would have them that rings only for half of all answers, so that the incident gets worse. */
export const ringingLate: ReadonlyMap<string, Rule> = ringLate();

function ringLate(): ReadonlyMap<string, Rule> {
  const dead = asShipped.get("dead-upstream");
  const sustained = asShipped.get("sustained-502");
  if (dead === undefined || sustained === undefined) throw new Error("the shipped rules have other names");
  return new Map<string, Rule>([
    [dead.id, { ...dead, severity: "warning" }],
    [sustained.id, sustained],
  ]);
}

/** A deploy seven minutes before, and the last time. */
export const aHistory: Partial<History> = {
  anyChange: () => true,
  changes: (from, to) =>
    [
      {
        at: outageBegan - 420_000,
        service: "module-proxy",
        title: "athens v0.15.1 rolled out",
        url: "https://deploys.example/412",
        who: "ana",
      },
    ].filter(({ at }) => at > from && at <= to),
  past: () => ({
    newest: [
      {
        number: 31,
        title: "No upstream of module-proxy answers",
        openedAt: outageBegan - 180_000_000,
        resolvedAt: outageBegan - 179_400_000,
        ended: "ana resolved it after 10 minutes: rolled back v0.15.0",
        note: undefined,
      },
    ],
    total: 1,
  }),
};

const stored = readRecording();

/** The demo's access log and nginx's error log of the same minutes as the daemon reads them: redacted, parsed. */
function readRecording(): readonly StoredEntry[] {
  const access = readGzip("../../src/demo/data/edge.ndjson.gz", "edge", 0);
  const errors = readGzip("./lab2/edge-error.log.gz", "edge-error", access.length);
  return [...access, ...errors].sort((a, b) => a.entry.time - b.entry.time || a.sequence - b.sequence);
}

function readGzip(path: string, source: string, before: number): readonly StoredEntry[] {
  const lines = gunzipSync(readFileSync(new URL(path, import.meta.url)))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const redactor = createRedactor({ key: "a key that stays the same" });
  const reading = createLineReading({ redactor, maxSkewMs: 300_000, defaults: () => undefined });
  const read = reading.read({ source, format: "auto", lines, observedTime: outageBegan + 600_000 });
  return read.lines.map(({ raw, entry }, place) => ({ sequence: before + place + 1, source, entry, raw }));
}

/**
 * The incident of the outage as the engine, the book of incidents and enrichment make it from the log, judged second
 * by second up to an instant of log time.
 */
export function recordedOutage(
  now: number,
  rules: ReadonlyMap<string, Rule> = ringingLate,
  history: Partial<History> = {},
): Case {
  const engine = createEngine([...rules.values()]);
  const book = createIncidentBook(
    rules,
    {
      lanes: [{ lane: "ops/slack/0", receiver: "ops", channel: "slack" }],
      route: toOps,
      info: "record",
      catchUpMs: 86_400_000,
      reopenWithinMs: 900_000,
    },
    nothingSaved,
  );
  const known = stored.filter(({ entry }) => entry.time <= now - DELAY_MS);
  const incidents = new Map<number, Incident>();
  const timeline: IncidentEvent[] = [];
  let next = 0;
  for (let to = known[0]?.entry.time ?? now; to <= now - DELAY_MS; to += 1000) {
    for (let one = known[next]; one !== undefined && one.entry.time <= to; one = known[++next]) {
      engine.enter(one.entry);
    }
    const decided = book.apply(engine.advance(to), to, to + DELAY_MS);
    for (const incident of decided.incidents) incidents.set(incident.number, incident);
    timeline.push(...decided.events);
  }
  const found = [...incidents.values()].find(({ alerts }) =>
    alerts.some(({ rule }) => rule === "dead-upstream"),
  );
  if (found === undefined) throw new Error("nothing has fired by then");
  // The same number, whatever other rules found before.
  const incident = { ...found, number: 42 };
  const events = timeline
    .filter((event) => event.incident === found.number)
    .map((event) => ({ ...event, incident: 42 }));
  return { incident, facts: factsOf(incident, rules, known, now, history), timeline: events, now };
}

function factsOf(
  incident: Incident,
  rules: ReadonlyMap<string, Rule>,
  known: readonly StoredEntry[],
  now: number,
  history: Partial<History>,
) {
  const within = ({ from, to }: EvidenceRange): readonly StoredEntry[] =>
    known.filter(({ entry }) => entry.time > from && entry.time <= to);
  return enrich({
    incident,
    rules,
    entries: within(readingRange(incident, now)),
    now,
    limits: { maxEntries: 200_000, deadlineAt: 1, now: () => 0 },
    traceLink: "https://traces.example/{{trace_id}}",
    runbook: (path) => (path === "" ? undefined : projectFile(path)),
    history: { ...noHistory, entries: within, ...history },
  });
}
