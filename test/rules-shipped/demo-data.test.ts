import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { replay } from "../../src/study/replay.ts";
import { asLine } from "../enrich/lab2.ts";
import { parseLines } from "./parse-lines.ts";
import { shippedRules } from "./shipped.ts";

const packed = readFileSync(new URL("../../src/demo/data/edge.ndjson.gz", import.meta.url));
const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");

describe("the demo's log", () => {
  const { rules } = shippedRules();
  const entries = parseLines(lines);
  const last = entries.at(-1)?.time ?? 0;
  const transitions = [...replay(rules, entries)];

  it("is small, whole and in order", () => {
    expect(packed.length).toBeLessThan(1_000_000);
    expect(lines.length).toBe(9_062);
    expect(entries.every((one, place) => place === 0 || (entries[place - 1]?.time ?? 0) <= one.time)).toBe(
      true,
    );
  });

  it.each([
    "503-without-retry-after",
    "backoff-rate",
    "dead-upstream",
    "five-consecutive-backoffs",
    "long-backoff",
    "sustained-502",
    "transient-503",
  ])("%s fires and resolves before it ends", (id) => {
    const told = transitions.filter(({ rule, reason }) => rule === id && reason === null);
    expect(told.filter(({ state }) => state === "firing").length).toBeGreaterThan(0);
    expect(told.at(-1)?.state).toBe("resolved");
    expect(last - (told.at(-1)?.at ?? last)).toBeGreaterThan(30_000);
  });

  it("has one HTTP-date in retry_after, at the line that the README names", () => {
    const dated = lines.flatMap((line, place) => (/^\D/.test(asLine(line).retry_after) ? [place + 1] : []));
    expect(dated).toEqual([580]);
  });
});
