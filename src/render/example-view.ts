import type { IncidentFacts, Trend, TrendPoint } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import { buildView } from "./build-view.ts";
import type { IncidentView } from "./incident-view.ts";

/** 2026-11-22 09:43:38.927 UTC */
const START = 1_795_340_618_927;
const TRACE = "ff28c2ccbbcc8f8604d9284517e05ca9";
const ACCESS =
  '{"msec":1795340618.927,"service":"module-proxy","client_id":"ci-1","status":502,"upstream_addr":"127.0.7.13:18190"}';
const ATHENS =
  '{"time":"2026-11-22T09:43:38Z","level":"ERROR","msg":"dial tcp 10.0.0.9:443: connect: connection refused","http-method":"GET","http-path":"/rsc.io/quote/@v/list","request-id":"c1a75d2202e5e402f721b252482b4959"}';

/** Has everything that an incident can have: names in templates are checked against it, and docs quote it. */
export const exampleIncident: Incident = {
  number: 42,
  key: '{"service":"module-proxy"}',
  tenant: undefined,
  state: "resolved",
  severity: "critical",
  title: "module-proxy: most requests end in 502, its upstreams do not answer",
  toldAs: "module-proxy: most requests end in 502, its upstreams do not answer",
  openedAt: START,
  resolvedAt: START + 150_000,
  reopened: 1,
  owner: undefined,
  alerts: Array.from({ length: 101 }, (_, index) => ({
    id: `00000000000${String(index).padStart(5, "0")}`,
    rule: "sustained-502",
    group: { service: "module-proxy" },
    tenant: undefined,
    state: "resolved" as const,
    severity: "critical" as const,
    labels: { alertname: "sustained-502", severity: "critical" },
    title: "module-proxy: most requests end in 502, its upstreams do not answer",
    startedAt: START,
    firedAt: START + 30_000,
    resolvedAt: START + 150_000,
    reason: null,
    firedValue: 0.997,
    resolvedValue: 0.1,
    evidenceFrom: START,
  })),
};

/** Matches and all, every 8 seconds. */
const SLOTS: readonly (readonly [number, number])[] = [
  [51, 52],
  [168, 169],
  [184, 184],
  [181, 182],
  [176, 176],
  [170, 170],
  [139, 140],
  [131, 131],
  [101, 101],
  [88, 88],
  [8, 8],
  [0, 0],
];
const SLOT_MS = 8000;

function examplePoints(count: number): readonly TrendPoint[] {
  return SLOTS.slice(0, count).map(([matches, total], place) => ({
    at: START + place * SLOT_MS,
    matches,
    total,
  }));
}

const trend: Trend = {
  slotMs: SLOT_MS,
  points: examplePoints(12),
  direction: "falling",
  measure: "share",
  last: { from: START + 72_000, to: START + 96_000, matches: 96, total: 96 },
  before: { from: START + 48_000, to: START + 72_000, matches: 371, total: 372 },
};

export const exampleFacts: IncidentFacts = {
  basis: { from: START - 1, to: START + 150_000, examined: 1401 },
  impact: {
    state: "known",
    value: {
      matches: 1397,
      total: 1401,
      clients: 10,
      modules: 214,
      firstMatchAt: START,
      lastMatchAt: START + 90_000,
      statuses: [{ name: "502", count: 1397 }],
    },
  },
  baseline: { state: "known", value: { from: START - 600_000, to: START - 1, matches: 12, total: 9_214 } },
  changes: {
    state: "known",
    value: {
      shown: [
        {
          at: START - 420_000,
          service: "module-proxy",
          title: "athens v0.15.1 rolled out",
          url: "https://deploys.example/412",
          who: "ana",
        },
      ],
      total: 2,
    },
  },
  scope: {
    state: "known",
    value: {
      services: { top: [{ name: "module-proxy", count: 1397 }], distinct: 1 },
      pods: { top: [], distinct: 0 },
      upstreams: {
        top: [
          { name: "127.0.7.11:18190", count: 666 },
          { name: "127.0.7.12:18190", count: 658 },
        ],
        distinct: 4,
      },
      modules: { top: [{ name: "github.com/pkg/errors", count: 31 }], distinct: 214 },
      clients: { top: [{ name: "ci-3", count: 160 }], distinct: 10 },
      paths: { top: [], distinct: 0 },
    },
  },
  contrast: {
    state: "known",
    value: {
      standsOut: [
        {
          dimension: "upstreams",
          name: "127.0.7.11:18190",
          matches: 666,
          total: 666,
          otherMatches: 731,
          otherTotal: 12_004,
        },
      ],
      spared: [{ dimension: "services", names: ["billing"], distinct: 1 }],
      allHit: [],
    },
  },
  trend: { state: "known", value: trend },
  evidence: {
    state: "known",
    value: {
      patterns: [{ pattern: "GET …/@v/*.zip → 502 (upstream_status 502)", count: 512 }],
      distinctPatterns: 7,
      first: { at: START, source: "edge", sequence: 6001, raw: ACCESS },
      latest: { at: START + 90_000, source: "edge", sequence: 7401, raw: ACCESS },
      slowest: { at: START + 60_000, source: "edge", sequence: 7001, raw: ACCESS },
      errors: [
        {
          pattern: "error: connect() failed (111: Connection refused) while connecting to upstream",
          count: 1349,
        },
      ],
    },
  },
  traces: {
    state: "known",
    value: {
      chosen: [
        { traceId: TRACE, why: "first", at: START, durationMs: 9, link: `https://traces.example/${TRACE}` },
      ],
      distinct: 96,
      all: [TRACE],
    },
  },
  backoff: {
    state: "known",
    value: {
      count: 5,
      minSeconds: 60,
      medianSeconds: 600,
      maxSeconds: 600,
      endsAt: START + 600_000,
      longestClient: "ci-5",
    },
  },
  cause: {
    state: "known",
    value: {
      cause: "connect_refused",
      count: 1349,
      of: 1397,
      example: { at: START, source: "athens", sequence: 6002, raw: ATHENS },
    },
  },
  past: {
    state: "known",
    value: {
      newest: [
        {
          number: 31,
          title: "At least half of what module-proxy answers is 502",
          openedAt: START - 180_000_000,
          resolvedAt: START - 179_400_000,
          ended: "ana resolved it after 10 minutes: rolled back v0.15.0",
          note: undefined,
        },
      ],
      total: 4,
    },
  },
  runbook: {
    state: "known",
    value: {
      link: "https://runbooks.example/upstream.md#all-upstreams-dead",
      section: "all-upstreams-dead",
      steps: ["See whether the pods run: `kubectl -n goproxy get pods -o wide`"],
    },
  },
  owner: { state: "known", value: "platform" },
  decisions: [
    {
      rule: "sustained-502",
      place: "rules/sustained-502.yaml:1",
      condition: "at least 50 % of at least 20 entries in 1m",
      match: "status == 502",
      scope: undefined,
      value: 0.997,
      why: "Builds fail at once: the go command does not retry a 502.",
    },
  ],
  redactions: { state: "known", value: [{ name: "token", count: 3 }] },
};

/** It ended, came back, and is over. */
export const exampleView: IncidentView = buildView(exampleIncident, exampleFacts, {
  reason: "resolved",
  now: START + 270_000,
  orderedAt: START + 152_000,
  publicUrl: "https://tocsin.example",
  notices: ["A silence by ana (planned restart) has just ended."],
  timeline: Array.from({ length: 64 }, (_, place) => ({
    incident: 42,
    at: START + 35_000,
    kind: (["opened", "reopened"] as const)[place] ?? "alert_fired",
    text: "Opened, critical: module-proxy: most requests end in 502, its upstreams do not answer",
  })),
});

const openTrend: Trend = {
  ...trend,
  points: examplePoints(4),
  direction: "rising",
  last: { from: START + 16_000, to: START + 32_000, matches: 365, total: 366 },
  before: { from: START, to: START + 16_000, matches: 219, total: 301 },
};

/** The same while it goes on. */
export const exampleOpenView: IncidentView = buildView(
  { ...exampleIncident, state: "open", resolvedAt: undefined, reopened: 0 },
  { ...exampleFacts, trend: { state: "known", value: openTrend } },
  { reason: "opened", now: START + 35_000, publicUrl: "https://tocsin.example", timeline: [] },
);

/** Every name that a template may use, filled; `machine` and the picture are not for templates. */
export const exampleNames: object = (() => {
  const { machine: _machine, chartSvg: _chartSvg, ...names } = exampleView;
  return { ...names, trend: exampleOpenView.trend, chart: { alt: exampleView.chart?.alt, cid: "chart.42" } };
})();
