import type { Alert } from "../../src/model/alert.ts";
import type { IncidentFacts, TopList } from "../../src/model/facts.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";

/** The moment at which the outage of the lab recording began. */
const OUTAGE = Date.UTC(2026, 10, 22, 9, 43, 38, 927);
const BACKOFF = Date.UTC(2026, 10, 22, 9, 38, 46, 120);

export interface Case {
  readonly incident: Incident;
  readonly facts: IncidentFacts | undefined;
  readonly timeline: readonly IncidentEvent[];
  readonly now: number;
}

function top(distinct: number, ...names: readonly (readonly [string, number])[]): TopList {
  return { distinct, top: names.map(([name, count]) => ({ name, count })) };
}

function alert(over: Partial<Alert> & { readonly rule: string; readonly title: string }): Alert {
  return {
    id: "0123456789abcdef",
    group: { service: "module-proxy" },
    tenant: undefined,
    state: "firing",
    severity: "critical",
    labels: {},
    startedAt: OUTAGE,
    firedAt: OUTAGE,
    resolvedAt: undefined,
    reason: null,
    firedValue: null,
    resolvedValue: null,
    evidenceFrom: OUTAGE,
    ...over,
  };
}

function incident(alerts: readonly Alert[], over: Partial<Incident> = {}): Incident {
  const [first] = alerts;
  return {
    number: 42,
    key: "{}",
    tenant: undefined,
    state: "open",
    severity: first?.severity ?? "critical",
    title: first?.title ?? "",
    toldAs: first?.title,
    openedAt: first?.startedAt ?? OUTAGE,
    resolvedAt: undefined,
    reopened: 0,
    owner: undefined,
    alerts,
    ...over,
  };
}

function event(at: number, kind: IncidentEvent["kind"], text: string): IncidentEvent {
  return { incident: 42, at, kind, text };
}

/** The same incident, over. */
export function resolved(open: Case, resolvedAt: number, now: number): Case {
  const alerts = open.incident.alerts.map((a): Alert => ({ ...a, state: "resolved", resolvedAt }));
  return {
    incident: { ...open.incident, state: "resolved", resolvedAt, alerts },
    facts: open.facts,
    timeline: [...open.timeline, event(resolvedAt, "resolved", "INC-42 resolved.")],
    now,
  };
}

const EDGE_502 =
  '{"time":"2026-11-22T09:43:38+00:00","msec":1795340618.927,"service":"module-proxy","env":"prod","remote_addr":"127.0.0.11","client_id":"ci-1","request_id":"c1a75d2202e5e402f721b252482b4959","traceparent":"00-ff28c2ccbbcc8f8604d9284517e05ca9-fa7fe6b243d587a7-01","host":"goproxy.corp.example","method":"GET","uri":"/github.com/%21azure/azure-sdk-for-go/@v/v68.0.0+incompatible.zip","status":502,"bytes":150,"content_length":"150","request_time":0.000,"upstream_addr":"127.0.7.13:18190, 127.0.7.12:18190, 127.0.7.11:18190","upstream_status":"502, 502, 502","upstream_response_time":"0.000, 0.000, 0.000","retry_after":"","pod":"","user_agent":"GoCommand/1 (+https://go.dev/cmd/go)"}';
const EDGE_502_LATER =
  '{"time":"2026-11-22T09:44:24+00:00","msec":1795340664.258,"service":"module-proxy","env":"prod","remote_addr":"127.0.0.16","client_id":"ci-6","request_id":"63eeb09850b90e5f5941ee9be01a3725","traceparent":"00-fde1ed2abec0e112a3bd37e26ca722db-d761c5d4eb35ebb7-01","host":"goproxy.corp.example","method":"GET","uri":"/sumdb/sum.golang.org/latest","status":502,"bytes":150,"content_length":"150","request_time":0.000,"upstream_addr":"127.0.7.12:18190, 127.0.7.13:18190, 127.0.7.11:18190","upstream_status":"502, 502, 502","upstream_response_time":"0.000, 0.000, 0.000","retry_after":"","pod":"","user_agent":"GoCommand/1 (+https://go.dev/cmd/go)"}';
const ATHENS_ERROR =
  '{"time":"2026-11-22T09:43:38Z","level":"ERROR","msg":"dial tcp 10.0.0.9:443: connect: connection refused","http-method":"GET","http-path":"/github.com/!azure/azure-sdk-for-go/@v/v68.0.0+incompatible.zip","request-id":"c1a75d2202e5e402f721b252482b4959","kind":"Internal Server Error","operation":"download.ZipHandler"}';
const EDGE_429 =
  '{"time":"2026-11-22T09:38:10+00:00","msec":1795340290.117,"service":"module-proxy","env":"prod","remote_addr":"127.0.0.15","client_id":"ci-5","request_id":"49ea7e7b61e2280ca5bc30d9af60e9f6","host":"goproxy.corp.example","method":"GET","uri":"/github.com/%21azure/azure-sdk-for-go/@v/v68.0.0+incompatible.zip","status":429,"bytes":32,"request_time":0.003,"upstream_addr":"127.0.7.13:18190","upstream_status":"429","retry_after":"600","pod":"athens-7d9f-c"}';

const outageTitle = "module-proxy: sustained 502s, its upstreams do not answer";

/** Two rules see one outage. */
export const outage: Case = {
  incident: incident([
    alert({ rule: "sustained-502", title: outageTitle, firedValue: 0.99715 }),
    alert({
      rule: "dead-upstream",
      title: "module-proxy: an upstream cannot answer at all",
      startedAt: OUTAGE + 400,
      severity: "critical",
      firedValue: 1,
    }),
  ]),
  now: OUTAGE + 91_500,
  timeline: [
    event(OUTAGE + 30_000, "opened", "INC-42 opened: sustained-502 fires for service=module-proxy."),
    event(OUTAGE + 30_400, "alert_fired", "dead-upstream fires for service=module-proxy."),
  ],
  facts: {
    basis: { from: OUTAGE - 1, to: OUTAGE + 90_000, examined: 1401 },
    baseline: {
      state: "known",
      value: { from: OUTAGE - 600_000, to: OUTAGE - 1, matches: 12, total: 9_214 },
    },
    changes: {
      state: "known",
      value: {
        shown: [
          {
            at: OUTAGE - 420_000,
            service: "module-proxy",
            title: "athens v0.15.1 rolled out",
            url: "https://deploys.example/412",
            who: "ana",
          },
          { at: OUTAGE - 60_000, service: "billing", title: "new prices", url: undefined, who: undefined },
        ],
        total: 2,
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
    past: {
      state: "known",
      value: {
        newest: [
          {
            number: 31,
            title: "At least half of what module-proxy answers is 502",
            openedAt: OUTAGE - 180_000_000,
            resolvedAt: OUTAGE - 179_400_000,
            ended: "ana resolved it after 10 minutes: rolled back v0.15.0",
            note: undefined,
          },
        ],
        total: 4,
      },
    },
    impact: {
      state: "known",
      value: {
        matches: 1397,
        total: 1401,
        clients: 10,
        modules: 214,
        firstMatchAt: OUTAGE,
        lastMatchAt: OUTAGE + 90_000,
        statuses: [{ name: "502", count: 1397 }],
      },
    },
    scope: {
      state: "known",
      value: {
        services: top(1, ["module-proxy", 1397]),
        pods: top(0),
        upstreams: top(
          4,
          ["127.0.7.12:18190", 666],
          ["127.0.7.11:18190", 658],
          ["athens_sumdb", 48],
          ["127.0.7.13:18190", 25],
        ),
        modules: top(
          214,
          ["github.com/!azure/azure-sdk-for-go", 41],
          ["golang.org/x/net", 39],
          ["golang.org/x/sys", 33],
        ),
        clients: top(10, ["ci-3", 160], ["ci-1", 155], ["ci-8", 149], ["ci-6", 140], ["ci-2", 138]),
        paths: top(611, ["/sumdb/sum.golang.org/latest", 48], ["/golang.org/x/net/@v/list", 12]),
      },
    },
    trend: { state: "none", why: "reading stopped after 1,401 entries, before the latest ones" },
    evidence: {
      state: "known",
      value: {
        patterns: [
          { pattern: "GET …/@v/*.zip → 502 (upstream_status 502, 502, 502)", count: 512 },
          { pattern: "GET …/@v/*.info → 502 (upstream_status 502, 502, 502)", count: 401 },
          { pattern: "GET …/@v/*.mod → 502 (upstream_status 502, 502, 502)", count: 388 },
          { pattern: "GET /sumdb/… → 502 (no live upstreams)", count: 48 },
          { pattern: "GET …/@v/list → 502 (upstream_status 502, 502, 502)", count: 41 },
        ],
        distinctPatterns: 7,
        first: { at: OUTAGE, source: "edge", sequence: 6113, raw: EDGE_502 },
        latest: { at: OUTAGE + 45_331, source: "edge", sequence: 7513, raw: EDGE_502_LATER },
      },
    },
    traces: {
      state: "known",
      value: {
        chosen: [
          {
            traceId: "ff28c2ccbbcc8f8604d9284517e05ca9",
            why: "first",
            at: OUTAGE,
            durationMs: 0,
            link: undefined,
          },
          {
            traceId: "fde1ed2abec0e112a3bd37e26ca722db",
            why: "slowest",
            at: OUTAGE + 45_331,
            durationMs: 9,
            link: undefined,
          },
        ],
        distinct: 96,
        all: ["ff28c2ccbbcc8f8604d9284517e05ca9", "fde1ed2abec0e112a3bd37e26ca722db"],
      },
    },
    backoff: { state: "none", why: "no match carries a Retry-After" },
    cause: {
      state: "known",
      value: {
        cause: "connect_refused",
        count: 1349,
        of: 1397,
        example: { at: OUTAGE + 73, source: "athens", sequence: 6004, raw: ATHENS_ERROR },
      },
    },
    runbook: {
      state: "known",
      value: {
        link: "runbooks/upstream.md#all-upstreams-dead",
        section: "all-upstreams-dead",
        steps: [
          "See whether the pods run: `kubectl -n goproxy get pods -o wide`",
          "Ask one pod past nginx: `curl -sS -o /dev/null -w '%{http_code}' http://POD:3000/healthz`",
          "If all were restarted within minutes, look at the newest deployment and roll it back",
        ],
      },
    },
    owner: { state: "known", value: "platform" },
    decisions: [
      {
        rule: "sustained-502",
        place: "rules/sustained-502.yaml:1",
        condition: "at least 50 % of at least 20 entries in 1m",
        match: "status == 502",
        scope: 'kind == "http_request"',
        value: 0.99715,
        why: "Builds fail at once: the go command does not retry a 502.",
      },
    ],
  },
};

const backoffFacts: IncidentFacts = {
  basis: { from: BACKOFF - 1, to: BACKOFF + 8000, examined: 5 },
  baseline: { state: "known", value: { from: BACKOFF - 86_000, to: BACKOFF - 1, matches: 0, total: 86 } },
  changes: { state: "none", why: "nobody reports changes to Tocsin" },
  contrast: { state: "known", value: { standsOut: [], spared: [], allHit: [] } },
  past: { state: "none", why: "there was none like it" },
  impact: {
    state: "known",
    value: {
      matches: 5,
      total: 5,
      clients: 1,
      modules: 1,
      firstMatchAt: BACKOFF,
      lastMatchAt: BACKOFF + 6000,
      statuses: [{ name: "429", count: 5 }],
    },
  },
  scope: {
    state: "known",
    value: {
      services: top(1, ["module-proxy", 5]),
      pods: top(3, ["athens-7d9f-a", 2], ["athens-7d9f-b", 2], ["athens-7d9f-c", 1]),
      upstreams: top(3, ["127.0.7.11:18190", 2], ["127.0.7.12:18190", 2], ["127.0.7.13:18190", 1]),
      modules: top(1, ["github.com/!azure/azure-sdk-for-go", 5]),
      clients: top(1, ["ci-7", 5]),
      paths: top(1, ["/github.com/!azure/azure-sdk-for-go/@v/v68.0.0+incompatible.zip", 5]),
    },
  },
  trend: {
    state: "known",
    value: {
      slotMs: 1000,
      points: [1, 1, 0, 1, 0, 1, 1].map((matches, place) => ({
        at: BACKOFF + place * 1000,
        matches,
        total: matches,
      })),
      direction: "too_early",
      measure: "count",
      last: { from: BACKOFF + 5000, to: BACKOFF + 6001, matches: 2, total: 2 },
      before: { from: BACKOFF + 3000, to: BACKOFF + 5000, matches: 1, total: 1 },
    },
  },
  evidence: {
    state: "known",
    value: {
      patterns: [{ pattern: "GET …/@v/*.zip → 429 (Retry-After 30)", count: 5 }],
      distinctPatterns: 1,
      first: { at: BACKOFF, source: "edge", sequence: 1500, raw: EDGE_429 },
      latest: { at: BACKOFF + 6000, source: "edge", sequence: 1590, raw: EDGE_429 },
    },
  },
  traces: { state: "none", why: "no match carries a trace id" },
  cause: { state: "none", why: "no line of these requests names one" },
  backoff: {
    state: "known",
    value: {
      count: 5,
      minSeconds: 30,
      medianSeconds: 30,
      maxSeconds: 30,
      endsAt: BACKOFF + 36_000,
      longestClient: "ci-7",
    },
  },
  runbook: {
    state: "known",
    value: {
      link: "runbooks/backoff.md#client-does-not-back-off",
      section: "client-does-not-back-off",
      steps: ["Find who runs `ci-7` and stop the job", "Check its quota on the upstream"],
    },
  },
  owner: { state: "known", value: "platform" },
  decisions: [
    {
      rule: "five-consecutive-backoffs",
      place: "rules/five-consecutive-backoffs.yaml:1",
      condition: "5 or more matches in a row, gaps at most 10m",
      match: "retry_after_seconds > 0",
      scope: undefined,
      value: 5,
      why: "A client that keeps asking while it is told to wait starves the others.",
    },
  ],
};

export const consecutive: Case = {
  incident: incident([
    alert({
      rule: "five-consecutive-backoffs",
      title: "ci-7 was told to back off 5 times in a row",
      severity: "warning",
      group: { service: "module-proxy", client_id: "ci-7" },
      startedAt: BACKOFF + 6000,
      evidenceFrom: BACKOFF,
      firedValue: 5,
    }),
  ]),
  facts: backoffFacts,
  timeline: [event(BACKOFF + 6000, "opened", "INC-42 opened: five-consecutive-backoffs fires.")],
  now: BACKOFF + 8000,
};

export const longBackoff: Case = {
  incident: incident([
    alert({
      rule: "long-backoff",
      title: "ci-5 was told to wait 600 s or more by module-proxy",
      group: { service: "module-proxy", client_id: "ci-5" },
      startedAt: BACKOFF,
      evidenceFrom: BACKOFF,
      firedValue: 1,
    }),
  ]),
  facts: {
    ...backoffFacts,
    impact: {
      state: "known",
      value: {
        matches: 1,
        total: 23,
        clients: 1,
        modules: 1,
        firstMatchAt: BACKOFF,
        lastMatchAt: BACKOFF,
        statuses: [{ name: "429", count: 1 }],
      },
    },
    evidence: {
      state: "known",
      value: {
        patterns: [{ pattern: "GET …/@v/*.zip → 429 (Retry-After 600)", count: 1 }],
        distinctPatterns: 1,
        first: { at: BACKOFF, source: "edge", sequence: 1200, raw: EDGE_429 },
        latest: { at: BACKOFF, source: "edge", sequence: 1200, raw: EDGE_429 },
      },
    },
    backoff: {
      state: "known",
      value: {
        count: 1,
        minSeconds: 600,
        medianSeconds: 600,
        maxSeconds: 600,
        endsAt: BACKOFF + 600_000,
        longestClient: "ci-5",
      },
    },
    runbook: { state: "failed", why: "runbooks/backoff.md has no section long-back-off" },
    decisions: [],
  },
  timeline: [event(BACKOFF, "opened", "INC-42 opened: long-backoff fires.")],
  now: BACKOFF + 7000,
};

/** Nothing could be found out yet. */
export const minimal: Case = {
  incident: incident([alert({ rule: "sustained-502", title: outageTitle, firedValue: 0.99715 })]),
  facts: undefined,
  timeline: [],
  now: OUTAGE + 35_000,
};

export const EVIL =
  "<!channel> @here <b onmouseover=alert(1)>x</b> <script>alert(1)</script> ``` `code` *bold* _it_ | # h\n" +
  "- [x](javascript:alert(1)) ![i](https://evil.example/i.png) @everyone <@U123> <https://evil.example|click> " +
  "\u202egnp.exe\u202c \u001b[31mred\u001b[0m \u0000\u0007 &lt; {{id}} {{{title}}}";

/** Everything that comes from a log is hostile. */
export const hostile: Case = {
  incident: incident([
    alert({ rule: "five-consecutive-backoffs", title: EVIL, group: { client_id: EVIL }, firedValue: 5 }),
  ]),
  facts: {
    ...backoffFacts,
    changes: {
      state: "known",
      value: {
        shown: [{ at: BACKOFF - 1, service: EVIL, title: EVIL, url: "javascript:alert(1)", who: EVIL }],
        total: 9,
      },
    },
    contrast: {
      state: "known",
      value: {
        standsOut: [
          { dimension: "pods", name: EVIL, matches: 5, total: 5, otherMatches: 0, otherTotal: 100 },
        ],
        spared: [{ dimension: "clients", names: [EVIL], distinct: 9 }],
        allHit: [],
      },
    },
    past: {
      state: "known",
      value: {
        newest: [{ number: 1, title: EVIL, openedAt: 0, resolvedAt: BACKOFF, ended: EVIL, note: EVIL }],
        total: 2,
      },
    },
    scope: {
      state: "known",
      value: {
        services: top(1, [EVIL, 5]),
        pods: top(3, [EVIL, 2], [`${EVIL}2`, 2], ["|", 1]),
        upstreams: top(0),
        modules: top(1, [EVIL, 5]),
        clients: top(1, [EVIL, 5]),
        paths: top(1, [EVIL, 5]),
      },
    },
    evidence: {
      state: "known",
      value: {
        patterns: [{ pattern: EVIL, count: 5 }],
        distinctPatterns: 1,
        first: { at: BACKOFF, source: EVIL, sequence: 1, raw: EVIL },
        latest: { at: BACKOFF, source: "edge", sequence: 2, raw: `${EVIL}${"A<`&".repeat(5000)}` },
      },
    },
    traces: {
      state: "known",
      value: {
        chosen: [{ traceId: EVIL, why: "first", at: BACKOFF, durationMs: 1, link: "javascript:alert(1)" }],
        distinct: 1,
        all: [EVIL],
      },
    },
    cause: {
      state: "known",
      value: {
        cause: EVIL,
        count: 5,
        of: 5,
        example: { at: BACKOFF, source: EVIL, sequence: 3, raw: EVIL },
      },
    },
    runbook: { state: "known", value: { link: EVIL, section: undefined, steps: [EVIL] } },
    owner: { state: "known", value: EVIL },
    decisions: [],
  },
  timeline: [event(BACKOFF, "opened", EVIL)],
  now: BACKOFF + 8000,
};
