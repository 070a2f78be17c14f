import { join } from "node:path";
import { Environment } from "@marcbachmann/cel-js";
import type { Database } from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEntry, type Entry, FIELDS } from "../../src/model/entry.ts";
import { checkedSource } from "../../src/rules/checked-source.ts";
import { compileExpression } from "../../src/rules/compile-expression.ts";
import { createEntrySearch, type SearchQuestion } from "../../src/store/entry-search.ts";
import { readFieldLists } from "../../src/store/field-lists.ts";
import { filterSql } from "../../src/store/filter-sql.ts";
import { createLogWriter } from "../../src/store/log-writer.ts";
import { openForWriting } from "../../src/store/open-database.ts";
import { entries as plainEntries, terms } from "../rules/naive-expression.ts";
import { arbitraryEntry } from "./arbitrary-entry.ts";
import { batch, lineAt } from "./sample-entries.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const ALL = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, maxSequence: 2 ** 52 };

let db: Database;
/** What is stored, by sequence. */
let stored: ReadonlyMap<number, Entry>;

/** Entries of every shape: those that the generator of expressions speaks of, and any at all. */
beforeAll(() => {
  db = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
  const made = [
    ...fc.sample(plainEntries, 150).map((entry, i) => ({ ...entry, time: i })),
    ...fc.sample(arbitraryEntry, 150),
  ];
  const lines = made.map((entry, i) => ({ raw: `${i}`, entry }));
  createLogWriter(db).append(batch(lines));
  stored = new Map([...createEntrySearch(db).find(ALL)].map(({ sequence, entry }) => [sequence, entry]));
});
afterAll(() => db.close());

/** What SQL says of each row. */
function truths(source: string): ReadonlyMap<number, number | null> {
  const checked = checkedSource(source);
  if (checked === undefined) throw new Error(`${source} is no expression`);
  const { sql, values } = filterSql(checked, readFieldLists(db));
  const rows = db
    .prepare<unknown[], { readonly sequence: number; readonly truth: number | null }>(
      `SELECT sequence, ${sql} AS truth FROM entries`,
    )
    .all(values);
  return new Map(rows.map(({ sequence, truth }) => [sequence, truth]));
}

interface Seen {
  pairs: number;
  decided: number;
  true: number;
}

function compareBackEnds(source: string, seen: Seen): void {
  const { expression } = compileExpression(source);
  if (expression === undefined) return;
  for (const [sequence, truth] of truths(source)) {
    const entry = stored.get(sequence);
    if (entry === undefined) throw new Error(`entry ${sequence} is not there`);
    const wanted = expression.test(entry);
    seen.pairs += 1;
    if (wanted === true) seen.true += 1;
    if (truth === null) continue;
    seen.decided += 1;
    expect(truth, `${source} of ${JSON.stringify(entry)}`).toBe(wanted === null ? null : Number(wanted));
  }
}

describe("an expression in SQL", () => {
  it("never contradicts the closure", { timeout: 120_000 }, () => {
    const seen = { pairs: 0, decided: 0, true: 0 };
    fc.assert(
      fc.property(terms.cond, (term) => compareBackEnds(term.text, seen)),
      { numRuns: 150 },
    );
    expect(seen.pairs).toBeGreaterThan(10_000);
    expect(seen.true).toBeGreaterThan(1_000);
    expect(seen.decided / seen.pairs).toBeGreaterThan(0.25);
  });

  it("agrees on any value of any field, whatever is in it", { timeout: 120_000 }, () => {
    const seen = { pairs: 0, decided: 0, true: 0 };
    const fields = Object.entries(FIELDS).filter(([, { type }]) => type !== "map");
    const made = fc
      .tuple(
        fc.constantFrom(...fields),
        fc.nat(),
        fc.constantFrom("==", "!=", "<", ">=", "text", "present"),
        fc.nat(4),
      )
      .map(([[name], pick, operator, cut]) => testOf(name, pick, operator, cut));
    fc.assert(
      fc.property(made, (source) => compareBackEnds(source, seen)),
      { numRuns: 300 },
    );
    expect(seen.pairs).toBeGreaterThan(10_000);
    expect(seen.true).toBeGreaterThan(300);
    expect(seen.decided / seen.pairs).toBeGreaterThan(0.9);
  });

  it.each([
    'kind == "http_request" && status == 502',
    "status >= 500 || status in [429, 404]",
    "retry_after_seconds > 0 && !present(client_id)",
    'path.startsWith("a") || method.endsWith("b") || path.contains("/")',
    'path.lowerAscii() == "a/b"',
    "502 in upstream_statuses",
    '"bom" in flags',
    'path.matches("^A/.$")',
    "upstream_dead && !probe",
    'attributes.x == 502 || attributes.y == "A/b"',
    "present(attributes.x)",
    "duration_ms - attempt > 1 || bytes / 2 < content_length",
    'level != "info"',
  ])("decides %s by itself, but for what fails", (source) => {
    const { expression } = compileExpression(source);
    for (const [sequence, truth] of truths(source)) {
      const entry = stored.get(sequence);
      const wanted = entry === undefined ? undefined : expression?.test(entry);
      if (wanted !== null) expect(truth, JSON.stringify(entry)).toBe(Number(wanted));
    }
  });
});

/** A comparison with a value that some stored entry has, or with a piece of it. */
function testOf(name: string, pick: number, operator: string, cut: number): string {
  const values = [...stored.values()].map(
    (entry) => Object.entries(entry).find(([key]) => key === name)?.[1],
  );
  const there = values.filter((value) => value !== undefined);
  const value: unknown = there[pick % Math.max(1, there.length)];
  if (operator === "present" || value === undefined) return `present(${name})`;
  if (Array.isArray(value)) return `${literal(value[0] ?? 0)} in ${name}`;
  if (typeof value !== "string" || operator !== "text")
    return `${name} ${operator === "text" ? "==" : operator} ${literal(value)}`;
  const functions = ["startsWith", "endsWith", "contains"];
  const piece = cut % 2 === 0 ? value.slice(cut) : value.slice(0, cut);
  return `${name}.${functions[pick % 3]}(${literal(piece)})`;
}

function literal(value: unknown): string {
  return JSON.stringify(value).replace(/^(-?\d+(?:\.\d+)?)e\+?/, "$1e");
}

describe("a search", () => {
  function search(source: string, more: Partial<SearchQuestion> = {}, pageRows = 7): readonly number[] {
    const checked = checkedSource(source);
    const { expression } = compileExpression(source);
    if (checked === undefined || expression === undefined) throw new Error(source);
    const where = { checked, test: expression.test };
    return [...createEntrySearch(db, pageRows).find({ ...ALL, where, ...more })].map(
      ({ sequence }) => sequence,
    );
  }

  function filtered(source: string): readonly number[] {
    const { expression } = compileExpression(source);
    const inOrder = [...stored].sort(([a, x], [b, y]) => x.time - y.time || a - b);
    return inOrder.filter(([, entry]) => expression?.test(entry) === true).map(([sequence]) => sequence);
  }

  it("finds what the closure says, in order, whatever the pages", () => {
    fc.assert(
      fc.property(terms.cond, fc.integer({ min: 1, max: 400 }), (term, pageRows) => {
        if (compileExpression(term.text).expression === undefined) return;
        expect(search(term.text, {}, pageRows)).toEqual(filtered(term.text));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps to the range: after from, up to and including to", () => {
    const [first, ...rest] = search("status == 502 || status != 502", { from: 9, to: 40 }).map(
      (sequence) => stored.get(sequence)?.time ?? Number.NaN,
    );
    expect(first).toBeGreaterThan(9);
    expect(Math.max(...rest)).toBeLessThanOrEqual(40);
  });

  it("leaves entries of field lists that came later to the closure", () => {
    const other = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
    const writer = createLogWriter(other);
    writer.append(batch([lineAt(0, { path: "/a" })]));
    const checked = checkedSource('method == "GET"');
    const { expression } = compileExpression('method == "GET"');
    if (checked === undefined || expression === undefined) throw new Error("no expression");
    const found = createEntrySearch(other, 1).find({ ...ALL, where: { checked, test: expression.test } });
    // The statement is made with the first page; what is stored then has another list.
    writer.append(batch([lineAt(1, { method: "GET" }), lineAt(2, { method: "GET" })]));
    expect([...found]).toHaveLength(2);
    other.close();
  });

  it("tells what failed", () => {
    const source = "attributes.x > 1";
    const checked = checkedSource(source);
    const { expression } = compileExpression(source);
    if (checked === undefined || expression === undefined) throw new Error(source);
    let failed = 0;
    const where = { checked, test: expression.test, onFailure: () => failed++ };
    const found = [...createEntrySearch(db).find({ ...ALL, where })];
    const wanted = [...stored.values()].map((entry) => expression.test(entry));
    expect(found).toHaveLength(wanted.filter((truth) => truth === true).length);
    expect(failed).toBe(wanted.filter((truth) => truth === null).length);
    expect(failed).toBeGreaterThan(0);
  });
});

/**
 * The library's own evaluator, over entries that have every field an expression names: there its meaning and ours are
 * one. Absent fields, mixed number types and failures are where they differ; docs/rules.md says how.
 */
describe("CEL's own evaluator", () => {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const field = fc.constantFrom("status", "duration_ms", "attempt");
  const number = fc.constantFrom("0.0", "1.0", "2.5", "200.0", "502.0");
  const text = fc.constantFrom('""', '"a"', '"A/b"', '"é"', '"😀"');
  const leaf = fc.oneof(
    fc
      .tuple(field, fc.constantFrom("==", "!=", "<", "<=", ">", ">="), number)
      .map((parts) => parts.join(" ")),
    fc
      .tuple(field, fc.constantFrom("+", "-", "*"), number, fc.constantFrom("<", ">"), number)
      .map(([a, sign, b, than, c]) => `(${a} ${sign} ${b}) ${than} ${c}`),
    fc
      .tuple(fc.constantFrom("path", "method"), fc.constantFrom("==", "!="), text)
      .map((parts) => parts.join(" ")),
    fc
      .tuple(fc.constantFrom("path", "method"), fc.constantFrom("startsWith", "endsWith", "contains"), text)
      .map(([a, name, b]) => `${a}.${name}(${b})`),
    fc.constantFrom(
      "status in [200.0, 502.0]",
      'path in ["a", "é"]',
      "probe",
      "upstream_dead",
      'path.matches("^[a-z]+$")',
    ),
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      tie("expression").map((inner) => `!(${inner})`),
      fc
        .tuple(tie("expression"), fc.constantFrom("&&", "||"), tie("expression"))
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    ),
  }));
  const whole = fc.record({
    status: fc.constantFrom(0, 200, 502),
    duration_ms: fc.constantFrom(0, 1, 2.5),
    attempt: fc.constantFrom(1, 502),
    path: fc.constantFrom("", "a", "A/b", "é", "x😀"),
    method: fc.constantFrom("a", "😀"),
    probe: fc.boolean(),
    upstream_dead: fc.boolean(),
  });

  it("agrees with the closure where every field is there", () => {
    let seen = 0;
    fc.assert(
      fc.property(expression, fc.array(whole, { minLength: 5, maxLength: 5 }), (source, some) => {
        const ours = compileExpression(source);
        expect(ours.problems).toEqual([]);
        for (const fields of some) {
          const theirs: unknown = environment.evaluate(source, fields);
          expect(ours.expression?.test(Object.assign(createEntry("x", 0), fields)), source).toBe(theirs);
          seen += 1;
        }
      }),
      { numRuns: 2_500 },
    );
    expect(seen).toBeGreaterThan(10_000);
  });
});
