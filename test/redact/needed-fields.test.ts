import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";
import { countMarks } from "../../src/model/redaction-mark.ts";
import { createRedactor } from "../../src/redact/redactor.ts";

const corpus = process.env["TOCSIN_CORPUS"] ?? "";
const { redactText } = createRedactor({
  key: "test",
  settings: {
    patterns: [{ name: "own", pattern: "employee=(?P<secret>E\\d{6})" }],
    keyNames: ["badge_id"],
    privateModules: ["*.corp.example.com", "github.com/acme/*"],
  },
});

function logsOf(folder: string): readonly string[] {
  return readdirSync(join(corpus, folder))
    .filter((name) => /\.(?:log|ndjson|jsonl|txt)$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** What rules, people and other systems find a request by; none of it is ever secret. */
const NEEDED = [
  "time",
  "kind",
  "status",
  "method",
  "bytes",
  "duration_ms",
  "trace_id",
  "span_id",
  "request_id",
  "pod",
  "service",
  "module",
  "version",
  "operation",
  "upstream",
  "upstream_status",
  "client_id",
  "client_address",
  "retry_after_seconds",
  "cause",
  "path",
] as const;

function parsed(lines: readonly string[]): readonly Parsed[] {
  const found: Parsed[] = [];
  const parser = createLineParser({ format: "auto", emit: (one) => found.push(one) });
  for (const line of lines) parser.push(line, 0);
  parser.flush();
  return found;
}

function neededOf(one: Parsed | undefined): readonly unknown[] {
  return one === undefined || "reason" in one ? [one?.reason] : NEEDED.map((field) => one.entry[field]);
}

describe.skipIf(corpus === "")("the corpus", () => {
  it("is redacted as often as it was, by kind", async () => {
    const table = ["captured", "lab", "lab2"].flatMap(logsOf).map((path) => {
      const counts = new Map<string, number>();
      for (const line of readFileSync(join(corpus, path), "utf8").split("\n"))
        countMarks(redactText(line), counts);
      const kinds = [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, count]) => `${count} ${kind}`);
      return `${path}: ${kinds.join(", ") || "nothing"}\n`;
    });
    await expect(table.join("")).toMatchFileSnapshot("golden/redactions.txt");
  }, 60_000);

  it("keeps every field that a request is found by", () => {
    for (const path of ["captured", "lab", "lab2"].flatMap(logsOf)) {
      const lines = readFileSync(join(corpus, path), "utf8")
        .split("\n")
        .filter((line) => line !== "");
      const changed = lines.filter((line) => redactText(line) !== line);
      const before = parsed(changed);
      const after = parsed(changed.map(redactText));
      expect(after.length).toBe(before.length);
      for (const [n, one] of after.entries()) expect(neededOf(one), changed[n]).toEqual(neededOf(before[n]));
    }
  }, 60_000);
});
