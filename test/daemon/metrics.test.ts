import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { otherLabel } from "../../src/daemon/metrics/label-bound.ts";
import { createMetrics } from "../../src/daemon/metrics/metrics.ts";
import type { IngestReply } from "../../src/daemon/writer-protocol.ts";
import { readExposition } from "./exposition.ts";

const now = 1_000_000;
const reply: IngestReply = {
  ...{ stored: 3, alreadyStored: 1, unparsable: 1, redactions: 2, retryAfter: 1, late: 1, tooOld: 0 },
};

/** Everything has happened once, so that every metric has a sample. */
function busy() {
  const unparsable = { source: "edge", format: "auto", reason: "no known format", lines: 2, pruned: 3 };
  const rule = {
    rule: "r",
    examined: 9,
    matched: 2,
    failed: 1,
    overflowed: 4,
    groups: 3,
    groupsLeftOut: 7,
    valuesLeftOut: 5,
  };
  const file = { fileBytes: 10, walBytes: 1 };
  const metrics = createMetrics({
    intake: {
      queued: () => 5,
      files: () => [{ source: "pods", followed: 256, leftOut: 3 }],
      unparsable: () => [unparsable],
      redactions: () => [{ kind: "jwt", redacted: 2 }],
    },
    deliveries: {
      counts: () => ({ queued: 1, accepted: 4, dead: 2 }),
      queued: () => [
        { receiver: "ops", createdAt: now - 9_000 },
        { receiver: "ops", createdAt: now - 3_000 },
      ],
    },
    ruleRecords: () => [{ ...rule, firstAt: 1, examinedAt: 1, matchedAt: 1 }],
    sizes: () => ({ entries: file, state: file, diskFreeBytes: 7, diskBytes: 9 }),
    findings: () => [{ rule: "tocsin-dead-rule" }, { rule: "tocsin-dead-rule" }],
    reload: () => ({ ok: true, lastSuccess: now }),
    now: () => now,
  });
  metrics.ingested("edge", reply);
  metrics.refused("no_space");
  metrics.lost("edge", "datagrams_dropped", 2);
  metrics.stepped({
    ...{ position: now - 2_000, now, heldBy: undefined, idleSources: ["a"], openAlerts: 1, openIncidents: 1 },
    ...{ backlog: 1, steps: 2, entriesJudged: 3, late: 0, future: 1, deliveries: 1, detectionMs: [2_100] },
    duplicates: { marked: 0, unremembered: 0 },
    ...{ turned: [], warming: [] },
    lateCounts: { waiting: 0, tooOld: 0, rounds: 0, begun: 0, changed: 0, notConfirmed: 0 },
    snapshotAgeMs: undefined,
    stepMs: 4,
  });
  metrics.stepFailed();
  metrics.attempted("ops", { state: "accepted", reference: "x" }, 6_000);
  metrics.beaten("withheld");
  metrics.pruned({ entries: 4, unparsable: 1, incidents: 1, ms: 12 });
  metrics.used(100);
  metrics.writable(false);
  return metrics;
}

let text = "";

beforeAll(async () => {
  text = (await busy().text()).text;
});

interface Documented {
  readonly type: string;
  readonly labels: readonly string[];
}

function documented(): ReadonlyMap<string, Documented> {
  const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const rows = page.matchAll(/^\| `(\w+)` \| (counter|gauge|histogram) \|([^|]*)\|/gm);
  return new Map(
    [...rows].map(([, name = "", type = "", labels = ""]) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label).sort() },
    ]),
  );
}

function exposed(): ReadonlyMap<string, Documented> {
  const own = [...readExposition(text).families].filter(([name]) => !/^(?:process|nodejs)_/.test(name));
  return new Map(own.map(([name, type]) => [name, { type, labels: labelsOf(name) }]));
}

function labelsOf(name: string): readonly string[] {
  const samples = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{([^}]*)\\}`, "gm"));
  const names = [...samples].flatMap(([, labels = ""]) =>
    [...labels.matchAll(/(\w+)="/g)].map(([, label = ""]) => label),
  );
  return [...new Set(names)].filter((label) => label !== "le").sort();
}

describe("metrics", () => {
  test("are those of docs/metrics.md, with their types and labels", () => {
    expect(Object.fromEntries(exposed())).toEqual(Object.fromEntries(documented()));
  });

  test("are read by a Prometheus", () => {
    // The library writes a mean of nothing as `Nan`, which Prometheus reads.
    const problems = readExposition(text).problems.filter((one) => !/ nodejs_\w+ Nan$/.test(one));
    expect(problems).toEqual([]);
  });

  test.skipIf(spawnSync("promtool", ["--version"]).error !== undefined)(
    "please promtool (skipped where there is none)",
    () => {
      const { stdout, stderr, status } = spawnSync("promtool", ["check", "metrics"], { input: text });
      expect([String(stdout), String(stderr), status]).toEqual(["", "", 0]);
    },
  );

  test.each([
    'http_retry_after_total{source="edge"} 1',
    'tocsin_lines_unparsable_total{source="edge",format="auto",reason="no known format"} 5',
    'tocsin_ingest_refused_total{reason="no_space"} 1',
    'tocsin_ingest_refused_total{reason="full"} 0',
    "tocsin_position_lag_seconds 2",
    'tocsin_detection_latency_seconds_bucket{le="2"} 0',
    'tocsin_detection_latency_seconds_bucket{le="3"} 1',
    'tocsin_delivery_oldest_queued_seconds{receiver="ops"} 9',
    'tocsin_deliveries{state="dead"} 2',
    'tocsin_rule_entries_overflowed_total{rule="r"} 4',
    'tocsin_rule_groups_left_out{rule="r"} 7',
    'tocsin_rule_values_left_out_total{rule="r"} 5',
    'tocsin_self_findings{finding="tocsin-dead-rule"} 2',
    "tocsin_writable 0",
  ])("say %s", (line) => {
    expect(text.split("\n")).toContain(line);
  });

  test("keep the number of sources bounded, and their sum true", async () => {
    const metrics = busy();
    for (let i = 0; i < 300; i += 1) metrics.ingested(`source-${i}`, reply);
    const samples = (await metrics.text()).text
      .split("\n")
      .filter((line) => line.startsWith("tocsin_entries_stored_total{"));
    expect(samples).toHaveLength(201);
    expect(samples.at(-1)).toBe(`tocsin_entries_stored_total{source="${otherLabel}"} ${3 * 101}`);
    expect(samples.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0)).toBe(301 * 3);
  });
});
