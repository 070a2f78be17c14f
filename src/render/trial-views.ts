import type { Counted, EvidenceLine, IncidentFacts, TopList } from "../model/facts.ts";
import { buildView } from "./build-view.ts";
import { exampleFacts, exampleIncident, exampleOpenView, exampleView } from "./example-view.ts";
import type { IncidentView } from "./incident-view.ts";

/** An incident that every template is tried with when it is loaded. */
export interface Trial {
  /** As it stands in a finding: "Fails for NAME". */
  readonly name: string;
  readonly view: IncidentView;
}

const START = exampleIncident.openedAt;

/** What somebody who can write into the log may try to make of a message: begins as an address and an attribute. */
const EVIL =
  "javascript:alert(1) onmouseover=alert(1) <!channel> <script>alert(1)</script> ``` `x` *b* | {{id}} " +
  "\" ' [x](javascript:alert(1)) <@U1> <https://evil.example|x> \u202e \u001b[31m \u0000\n- y";

const evilCounts: readonly Counted[] = ["", "2", "3", "4", "5"].map((end) => ({
  name: EVIL + end,
  count: 9,
}));
const evilList: TopList = { top: evilCounts, distinct: 10_000, atLeast: true };
const evilLine: EvidenceLine = { at: START, source: EVIL, sequence: 1, raw: EVIL.repeat(100) };

/** Hostile, and as large as facts can be. */
const hostileFacts: IncidentFacts = {
  ...exampleFacts,
  scope: {
    state: "known",
    value: {
      services: evilList,
      pods: evilList,
      upstreams: evilList,
      modules: evilList,
      clients: evilList,
      paths: evilList,
    },
  },
  evidence: {
    state: "known",
    value: {
      patterns: evilCounts.map(({ name, count }) => ({ pattern: name, count })),
      distinctPatterns: 1000,
      atLeast: true,
      first: evilLine,
      latest: { ...evilLine, sequence: 2 },
    },
  },
  traces: {
    state: "known",
    value: {
      chosen: (["first", "slowest", "typical"] as const).map((why) => ({
        traceId: EVIL,
        why,
        at: START,
        durationMs: 1,
        link: EVIL,
      })),
      distinct: 10_000,
      atLeast: true,
      all: Array.from({ length: 200 }, () => EVIL),
    },
  },
  runbook: {
    state: "known",
    value: { link: EVIL, section: EVIL, steps: Array.from({ length: 5 }, () => EVIL) },
  },
  owner: { state: "known", value: EVIL },
};

const [exampleAlert] = exampleIncident.alerts;

/** In the order in which findings are looked for. */
export const TRIALS: readonly Trial[] = [
  { name: "an incident that is over", view: exampleView },
  { name: "an incident that is open", view: exampleOpenView },
  {
    name: "an incident of which nothing is known yet",
    view: buildView(
      { ...exampleIncident, state: "open", resolvedAt: undefined, reopened: 0, alerts: [] },
      undefined,
      { reason: "opened", now: START, timeline: [] },
    ),
  },
  {
    name: "an incident whose log is hostile",
    view: buildView(
      {
        ...exampleIncident,
        state: "acknowledged",
        resolvedAt: undefined,
        title: EVIL,
        toldAs: EVIL,
        owner: EVIL,
        acknowledged: { by: EVIL, at: START },
        alerts: Array.from({ length: 101 }, () => exampleAlert)
          .filter((alert) => alert !== undefined)
          .map((alert) => ({ ...alert, title: EVIL, state: "firing" as const, group: { client_id: EVIL } })),
      },
      hostileFacts,
      {
        reason: "reopened",
        now: START + 35_000,
        publicUrl: "https://tocsin.example",
        notices: [EVIL],
        timeline: Array.from({ length: 64 }, () => ({
          incident: 42,
          at: START,
          kind: "opened" as const,
          text: EVIL,
        })),
      },
    ),
  },
];
