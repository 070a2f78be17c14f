import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { replay } from "../../src/study/replay.ts";
import { parseLines } from "./parse-lines.ts";
import { shippedRules } from "./shipped.ts";

const corpus = process.env["TOCSIN_CORPUS"] ?? "";

interface Phase {
  readonly phase: string | number | null;
  readonly name?: string;
  readonly start: string;
  readonly end: string;
}

/** Nothing was done to anybody in these. */
const CALM = /calm|baseline|recovered|silence/;

/** How long after a phase its last requests, and what looks a few seconds on, still belong to it. */
const tailMs = 2000;

function phasesOf(lab: string): readonly { name: string; from: number; to: number }[] {
  const { phases }: { phases: readonly Phase[] } = JSON.parse(
    readFileSync(join(corpus, lab, "phases.json"), "utf8"),
  );
  return phases.map(({ phase, name, start, end }) => ({
    name: name ?? String(phase),
    // Some logs know seconds only.
    from: Math.floor(Date.parse(start) / 1000) * 1000,
    to: Date.parse(end),
  }));
}

/** Where the signal of each episode began, by rule, as phases in their order. */
function firedIn(lab: string, file: string): Readonly<Record<string, string>> {
  const phases = phasesOf(lab);
  const phaseAt = (at: number): string => {
    const now = phases.findLast(({ from, to }) => from <= at && at < to);
    const before = phases.find(({ name, to }) => !CALM.test(name) && to <= at && at < to + tailMs);
    const isCalm = now === undefined || CALM.test(now.name);
    return (isCalm ? (before ?? now) : now)?.name ?? "calm";
  };
  const { rules } = shippedRules();
  const entries = parseLines(
    readFileSync(join(corpus, lab, file), "utf8")
      .trimEnd()
      .split("\n"),
    "auto",
  );
  const found = new Map<string, Set<string>>();
  for (const { rule, state, startedAt } of replay(
    rules.filter(({ enabled }) => enabled),
    entries,
  )) {
    if (state === "firing") found.set(rule, (found.get(rule) ?? new Set()).add(phaseAt(startedAt)));
  }
  return Object.fromEntries([...found].map(([rule, names]) => [rule, [...names].join(", ")]));
}

describe.skipIf(!existsSync(join(corpus, "lab2", "phases.json")))("the catalogue on recorded traffic", () => {
  it.each([
    ["lab2", "edge.ndjson"],
    ["lab2", "upstream.ndjson"],
    ["lab2", "client.ndjson"],
    ["lab", "nginx-json.ndjson"],
    ["lab", "nginx-timed.log"],
    ["lab", "nginx-combined.log"],
    ["lab", "nginx-error.log"],
    ["lab", "haproxy.log"],
    ["lab", "caddy-access.ndjson"],
    ["lab", "client-sdk.ndjson"],
  ])("%s/%s: nothing begins in a calm phase", (lab, file) => {
    const fired = firedIn(lab, file);
    expect(fired).toMatchSnapshot();
    expect(Object.entries(fired).filter(([, phases]) => CALM.test(phases))).toEqual([]);
  });
});
