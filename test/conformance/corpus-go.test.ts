import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { corpus, countBy, entriesOf, readCorpus } from "./corpus-files.ts";
import { parseText } from "./run-cases.ts";

describe.skipIf(corpus === "")("the corpus of Go's tools", () => {
  it.each(["1.19", "1.27"])(
    "captured/go_mod_x of Go %s: each request and each failure is told as it was",
    (go) => {
      const lines = readCorpus(`captured/go_mod_x.captured_go${go}.log`).split("\n");
      const results = parseText(lines.join("\n"));
      // Ours, around each case.
      const ours = lines.flatMap((line, at) => (/^(?:#####|\[exit)/.test(line) ? [at + 1] : []));
      expect(results.filter((one) => "reason" in one).map(({ n }) => n)).toEqual(ours);
      const wrong: string[] = [];
      for (const one of results) if ("entry" in one) wrong.push(...goDifferences(one.raw, one.entry));
      expect(wrong).toEqual([]);
    },
  );

  it("captured/goproxy.generated.log: each failure has its target and its cause", () => {
    const entries = entriesOf("captured/goproxy.generated.log");
    const said = ["bad_upstream_masked", "bad_upstream_masked", "auth", "tls_handshake_timeout"];
    expect(entries.map(({ cause }) => cause)).toEqual([...said, ...said]);
    expect(countBy(entries, ({ format, level }) => `${format} ${level}`)).toEqual({ "goproxy error": 8 });
    expect(entries.map(({ operation }) => operation)).toEqual(
      [...Array(2)].flatMap(() => ["zip", "list", "latest", "sumdb_lookup"]),
    );
  });

  it("captured/athens.generated.log: all generations say the same of the same requests", () => {
    const entries = entriesOf("captured/athens.generated.log");
    expect(countBy(entries, ({ format }) => format)).toEqual({ athens_json: 56, athens_plain: 38 });
    // Lines with a status are requests; each other one with a path is about the request of the same id.
    const statuses = new Map<string, Set<number>>();
    for (const { kind, request_id: id, status } of entries) {
      if (kind !== "http_request") continue;
      statuses.set(id ?? "", (statuses.get(id ?? "") ?? new Set()).add(status ?? 0));
    }
    expect([...statuses.values()].every((found) => found.size === 1)).toBe(true);
    const failures = entries.filter(({ kind }) => kind === "app_error" || kind === "upstream_error");
    expect(
      [...new Set(failures.map(({ request_id: id, cause }) => `${id?.slice(0, 4)} ${cause}`))].sort(),
    ).toEqual([
      // 403 response from api.github.com
      "0c1d rate_limited_upstream",
      // unknown revision
      "6a1a not_found",
      // context deadline exceeded, in storage.Info
      "9d0f storage",
      // blocked by policy
      "aaaa undefined",
      // signal: killed
      "b7f0 vcs_failure",
    ]);
  });

  it("captured/odd.log is accounted for line by line", () => {
    const results = parseText(readCorpus("captured/odd.log"));
    expect(results.map((one) => [one.n, "entry" in one ? one.entry.format : one.reason])).toEqual([
      [1, "generic_json"],
      [2, "nginx_json"],
      [3, "nginx_json"],
      [4, "nginx_combined"],
      [5, "athens_json"],
      // Cut off.
      [6, "not one complete JSON object"],
      // Printed over nine lines.
      [7, "generic_json"],
      [16, "not one complete JSON object"],
      [17, "generic_json"],
      [18, "generic_json"],
      // Python's, and NaN.
      [19, "not one complete JSON object"],
      [20, "not one complete JSON object"],
      [21, "generic_json"],
      [22, "traefik"],
      [23, "go_x"],
      [24, "go_x"],
      // A banner.
      [25, "no known format"],
      [26, "no known format"],
      [27, "no known format"],
      [28, "generic_json"],
      [29, "generic_json"],
      // 30 and 31 are blank.
      [32, "generic_json"],
    ]);
    const entries = results.flatMap((one) => ("entry" in one ? [one.entry] : []));
    expect(entries.map(({ status }) => status)).toEqual([
      200,
      200,
      400,
      400,
      200,
      200,
      503,
      200,
      200,
      304,
      undefined,
      undefined,
      0,
      200,
      200,
    ]);
    expect(entries.flatMap(({ flags }) => flags ?? [])).toEqual([
      "bom",
      "invalid_utf8",
      "ansi",
      // "duration" says no unit.
      "duration_unit_unknown",
      "nul",
    ]);
  });
});

/** The same lines, read by plain expressions: request, answer or failure, of what. */
function goDifferences(raw: string, entry: Entry): readonly string[] {
  const [first = ""] = raw.split("\n");
  const url = /https?:\/\/(?:[^@/\s]*@)?([^/\s]+)(\/[^\s:"]*)/.exec(first);
  const asked = /^# get \S+$/.test(first);
  const answer = /^# get \S+: (\d{3}) .*\((\d+)\.(\d{3})s\)$/.exec(first);
  const failure = /^go: (?:module )?([^\s:@]+\.com[^\s:@]*)?(?:@(v[^\s:]+))?/.exec(first);
  const status = answer?.[1] ?? /: (\d{3}) [A-Z][A-Za-z ]+(?:"|$)/m.exec(raw.replaceAll("\\n", "\n"))?.[1];
  const expected: Record<string, unknown> = {
    kind: asked ? "http_start" : answer === null ? entry.kind : "http_request",
    status: status === undefined ? undefined : Number(status),
    ttfb_ms: answer === null ? undefined : Number(answer[2]) * 1000 + Number(answer[3]),
    time_precision: "none",
  };
  if (first.startsWith("# get ") && url !== null) {
    expected["host"] = url[1];
    expected["path"] = decodeURIComponent(url[2] ?? "");
  }
  if (failure?.[1] !== undefined) {
    expected["module"] = failure[1];
    expected["version"] = failure[2];
  }
  return Object.entries(expected)
    .filter(([field, value]) => new Map<string, unknown>(Object.entries(entry)).get(field) !== value)
    .map(([field, value]) => `${first}: ${field} is not ${value}`);
}
