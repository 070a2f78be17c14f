import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AlertValue, Transition } from "../../src/model/alert.ts";
import { formatInstant } from "../../src/model/instant.ts";
import { intervalsOf, matchingLines, readRecording, replayAll, rulesFrom, sha256 } from "./corpus-lab.ts";

const corpus = process.env["TOCSIN_CORPUS"];

/** The rules of the two ground truths in the language of rule files, for the conditions that there are. */
const LAB_RULES = `
id: any-5xx
title: x
severity: info
condition: {type: any, match: status >= 500}
---
id: any-502
title: x
severity: info
condition: {type: any, match: status == 502}
---
id: any-503
title: x
severity: info
condition: {type: any, match: status == 503}
---
id: any-504
title: x
severity: info
condition: {type: any, match: status == 504}
---
id: any-429
title: x
severity: info
condition: {type: any, match: status == 429}
---
id: any-410
title: x
severity: info
condition: {type: any, match: status == 410}
---
id: slow
title: x
severity: info
condition: {type: any, match: duration_ms >= 1900}
---
id: count-5xx
title: x
severity: info
condition: {type: count, match: status >= 500, gte: 5, window: 60s}
---
id: count-502
title: x
severity: info
condition: {type: count, match: status == 502, gte: 5, window: 60s}
---
id: count-5xx-10s
title: x
severity: info
condition: {type: count, match: status >= 500, gte: 20, window: 10s}
---
id: count-429-client
title: x
severity: info
group_by: [client_id]
condition: {type: count, match: status == 429, gte: 20, window: 10s}
---
id: count-5xx-client
title: x
severity: info
group_by: [client_id]
condition: {type: count, match: status >= 500, gte: 5, window: 30s}
---
id: consec-5xx
title: x
severity: info
condition: {type: consecutive, match: status >= 500, gte: 10}
---
id: consec-5xx-client
title: x
severity: info
group_by: [client_id]
condition: {type: consecutive, match: status >= 500, gte: 3}
---
id: consec-429-client
title: x
severity: info
group_by: [client_id]
condition: {type: consecutive, match: status == 429, gte: 5}
---
id: ratio-5xx
title: x
severity: info
condition: {type: ratio, match: status >= 500, gte: 0.5, window: 30s, min_count: 20}
---
id: ratio-5xx-10
title: x
severity: info
condition: {type: ratio, match: status >= 500, gte: 0.1, window: 60s, min_count: 50}
---
id: absence-20
title: x
severity: info
condition: {type: absence, match: "true", window: 20s}
---
id: absence-20-client
title: x
severity: info
group_by: [client_id]
condition: {type: absence, match: "true", window: 20s}
---
id: distinct-client
title: x
severity: info
condition: {type: distinct, match: status >= 500, field: client_id, gte: 6, window: 10s}
---
id: new-status
title: x
severity: info
condition: {type: new_value, match: "true", field: status, learning: 30s, window: 1ms}
---
id: new-client
title: x
severity: info
condition: {type: new_value, match: "true", field: client_id, learning: 30s, window: 1ms}
`;

const LAB2_RULES = `
id: long-backoff
title: x
severity: info
condition: {type: any, match: retry_after_seconds >= 300}
---
id: long-backoff-5m-client
title: x
severity: info
group_by: [client_id]
condition: {type: any, match: retry_after_seconds >= 300, window: 5m}
---
id: five-consecutive-backoffs
title: x
severity: info
group_by: [client_id]
condition: {type: consecutive, match: retry_after_seconds > 0, gte: 5}
---
id: four-consecutive-backoffs
title: x
severity: info
group_by: [client_id]
condition: {type: consecutive, match: retry_after_seconds > 0, gte: 4}
---
id: backoff-rate
title: x
severity: info
condition: {type: count, match: retry_after_seconds > 0, gt: 10, window: 60s}
---
id: backoff-rate-client
title: x
severity: info
group_by: [client_id]
condition: {type: count, match: retry_after_seconds > 0, gt: 10, window: 60s}
---
id: count-429
title: x
severity: info
condition: {type: count, match: status == 429, gte: 20, window: 60s}
---
id: count-502
title: x
severity: info
condition: {type: count, match: status == 502, gte: 5, window: 60s}
---
id: ratio-5xx
title: x
severity: info
condition: {type: ratio, match: status >= 500, gte: 0.5, window: 60s, min_count: 20}
---
id: 503-without-retry-after
title: x
severity: info
condition: {type: count, match: status == 503 && !(retry_after_seconds >= 0), gte: 3, window: 60s}
---
id: 503-with-retry-after
title: x
severity: info
condition: {type: count, match: status == 503 && retry_after_seconds > 0, gte: 10, window: 60s}
---
id: hidden-failover-5m
title: x
severity: info
condition:
  type: ratio
  match: status >= 200 && status < 300 && upstream_statuses.exists(s, s >= 500)
  gt: 0.05
  window: 300s
  min_count: 50
---
id: hidden-failover-1m
title: x
severity: info
condition:
  type: ratio
  match: status >= 200 && status < 300 && upstream_statuses.exists(s, s >= 500)
  gt: 0.05
  window: 60s
  min_count: 50
---
id: slow-404
title: x
severity: info
condition: {type: count, match: status == 404 && duration_ms >= 10000, gte: 3, window: 300s}
---
id: truncated-body
title: x
severity: info
condition: {type: any, match: bytes < content_length}
---
id: truncated-body-3-in-5m
title: x
severity: info
condition: {type: count, match: bytes < content_length, gte: 3, window: 300s}
---
id: any-500
title: x
severity: info
condition: {type: any, match: status == 500}
---
id: count-500-pod
title: x
severity: info
group_by: [pod]
condition: {type: count, match: status == 500, gte: 3, window: 30s}
---
id: slow-failure
title: x
severity: info
condition: {type: count, match: (status < 200 || status > 299) && duration_ms > 100, gte: 5, window: 60s}
---
id: consecutive-5xx-client
title: x
severity: info
group_by: [client_id]
condition: {type: consecutive, match: status >= 500, gte: 5}
---
id: ratio-404
title: x
severity: info
condition: {type: ratio, match: status == 404, gte: 0.1, window: 60s, min_count: 50}
---
id: distinct-clients-5xx
title: x
severity: info
condition: {type: distinct, match: status >= 500, field: client_id, gte: 6, window: 10s}
---
id: new-status
title: x
severity: info
condition: {type: new_value, match: "true", field: status, learning: 30s, window: 1ms}
---
id: pod-silent-20s
title: x
severity: info
group_by: [pod]
condition: {type: absence, match: status >= 200 && status < 300, window: 20s}
---
id: no-2xx-20s
title: x
severity: info
condition: {type: absence, match: status >= 200 && status < 300, window: 20s}
---
id: p99-above-twice-calm
title: x
severity: info
condition: {type: metric, match: "status >= 0", field: duration_ms, aggregate: p99, gt: 142, window: 60s, min_count: 100}
---
id: p99-above-1s
title: x
severity: info
condition: {type: metric, match: "status >= 0", field: duration_ms, aggregate: p99, gt: 1000, window: 60s, min_count: 100}
---
id: slow-and-failing
title: x
severity: info
condition:
  type: all_of
  conditions:
    slow: {type: metric, match: "status >= 0", field: duration_ms, aggregate: p99, gt: 142, window: 60s, min_count: 100}
    failing: {type: ratio, match: status >= 500, gt: 0.005, window: 60s}
---
id: p50-pod-above-300ms
title: x
severity: info
group_by: [pod]
condition: {type: metric, match: "status >= 0", field: duration_ms, aggregate: p50, gt: 300, window: 60s, min_count: 50}
`;

interface TruthRun {
  readonly group: string;
  readonly fire: string;
  readonly end: string | null;
  readonly ended: boolean;
}

interface TruthRule {
  readonly id: string;
  readonly kind: string;
  readonly result: {
    readonly first?: readonly { readonly t: string; readonly term: string }[];
    readonly new_terms?: number;
    readonly still_absent_at_end_of_file?: readonly { readonly group: string; readonly start: string }[];
    readonly matches?: number;
    readonly line_numbers_sha256?: string;
    readonly interval_count?: number;
    readonly intervals?: readonly { group: string; start: string; end: string | null }[];
    readonly intervals_truncated?: boolean;
    readonly intervals_sha256?: string;
    readonly runs?: number;
    readonly list?: readonly TruthRun[];
  };
}

/** Kinds that no condition here can say: a window that jumps from minute to minute, and a table that is no rule. */
const withoutCondition = ["ratio_tumbling", "table"];

describe.skipIf(corpus === undefined).each([
  { name: "lab", log: "lab/nginx-json.ndjson", truth: "lab/nginx.truth.json", text: LAB_RULES, without: [] },
  {
    name: "lab2",
    log: "lab2/edge.ndjson",
    truth: "lab2/truth.json",
    text: LAB2_RULES,
    without: [
      // By the first address of a list, which the language cannot name.
      "count-502-upstream",
    ],
  },
])("$name, against its ground truth", ({ log, truth, text, without }) => {
  // The body is run to collect the tests even where all of them are skipped.
  if (corpus === undefined) return test("needs TOCSIN_CORPUS", () => {});
  const folder = corpus;
  const rules = rulesFrom(text);
  const recording = readRecording(folder, log);
  const truths = (
    JSON.parse(readFileSync(join(folder, truth), "utf8")) as { rules: TruthRule[] }
  ).rules.filter((rule) => !withoutCondition.includes(rule.kind) && !without.includes(rule.id as never));
  // To the last instant at which anything can still change, as the truths do.
  const last = recording.entries.at(-1)?.time ?? 0;
  const transitions = replayAll(rules, recording.entries, last + 3_600_000);

  test("every line is read", () => {
    expect(recording.unreadable).toEqual([]);
  });

  test("each rule that a condition can say is written down, and no other", () => {
    expect(rules.map((rule) => rule.id).sort()).toEqual(truths.map((rule) => rule.id).sort());
  });

  test.each(truths.map((rule) => [rule.id, rule] as const))("%s", (id, { kind, result }) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`no rule ${id}`);
    const told = intervalsOf(transitions, id);
    // An absence goes on after the log's end; the truth says only which groups were silent when it ended.
    const intervals = kind === "absence" ? told.filter(({ end }) => end !== undefined && end <= last) : told;
    if (kind === "absence") {
      const silent = told.filter(({ start, end }) => start <= last && (end === undefined || end > last));
      const expected = result.still_absent_at_end_of_file ?? [];
      expect(silent.map((one) => [one.group, formatInstant(one.start)])).toEqual(
        expected.map((one) => [one.group, one.start]),
      );
    }
    if (kind === "any") {
      const lines = matchingLines(rule, recording);
      expect(lines).toHaveLength(result.matches ?? -1);
      expect(sha256(lines.join("\n"))).toBe(result.line_numbers_sha256);
    } else if (kind === "new_term") {
      const fired = transitions.filter((one) => one.rule === id && one.state === "firing");
      expect(fired).toHaveLength(result.new_terms ?? -1);
      const terms = fired.map(({ at, value }) => ({ t: formatInstant(at), term: String(value) }));
      expect(terms).toEqual(result.first?.map(({ t, term }) => ({ t, term })));
    } else if (kind === "consecutive") {
      expect(intervals).toHaveLength(result.runs ?? -1);
      const runs = [...(result.list ?? [])];
      const fired = intervals.slice(0, runs.length).map((run) => [run.group, formatInstant(run.start)]);
      expect(fired).toEqual(runs.sort(byFire).map((run) => [run.group, run.fire]));
      expect(endsOf(intervals, runs)).toEqual(runs.filter((run) => run.ended).map((run) => run.end));
    } else {
      expect(intervals).toHaveLength(result.interval_count ?? -1);
      const lines = intervals.map(({ group, start, end }) => `${group}\t${start}\t${end ?? ""}`);
      if (result.intervals_truncated !== true) {
        const listed = intervals.map(({ group, start, end }) => ({
          group,
          start: formatInstant(start),
          end: end === undefined ? null : formatInstant(end),
          // The value that ended it is the silence.
          ...(kind === "absence" ? { gap_ms: endValue(transitions, id, group, end) } : {}),
        }));
        expect(listed).toEqual(result.intervals);
      }
      expect(sha256(lines.join("\n"))).toBe(result.intervals_sha256);
    }
  });
});

function endValue(
  transitions: readonly Transition[],
  id: string,
  group: string,
  at: number | undefined,
): AlertValue | undefined {
  const ends = transitions.filter((one) => one.rule === id && one.state === "resolved" && one.at === at);
  return ends.find((one) => group === "*" || Object.values(one.group).join(",") === group)?.value;
}

function byFire(a: TruthRun, b: TruthRun): number {
  return a.fire < b.fire ? -1 : Number(a.fire > b.fire);
}

/** Ends of the runs that an entry ended; the others end with max_gap here and not at all in the truth. */
function endsOf(
  intervals: readonly { readonly end: number | undefined }[],
  runs: readonly TruthRun[],
): readonly string[] {
  return intervals
    .slice(0, runs.length)
    .filter((_, place) => runs[place]?.ended)
    .map(({ end }) => (end === undefined ? "" : formatInstant(end)));
}
