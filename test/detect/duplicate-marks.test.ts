import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import { createDuplicateMarks, duplicateIdMs, maxRecentAsks } from "../../src/detect/duplicate-marks.ts";
import { createEntry, type Entry, type EntryDraft } from "../../src/model/entry.ts";
import { ruleOf, says } from "./made-up.ts";

const runs = 2_000;
const command = "GoCommand/1 (+https://go.dev/cmd/go)";
const client = "Go-http-client/1.1";

function entryWith(time: number, more: Partial<EntryDraft>): Entry {
  return { ...createEntry("generic_json", time), kind: "http_request", message: "m", ...more, time };
}

function ask(time: number, user_agent: string, more: Partial<EntryDraft> = {}): Entry {
  return entryWith(time, { user_agent, client_id: "ci-1", path: "/m/@v/list", status: 404, ...more });
}

function marksOf(list: readonly Entry[]): readonly boolean[] {
  const marks = createDuplicateMarks();
  return list.map(marks.next);
}

/** For each entry, over all before it. */
function plainMarks(list: readonly Entry[]): readonly boolean[] {
  const sameId = list.map((entry, place) =>
    list
      .slice(0, place)
      .some(
        (before) =>
          entry.request_id !== undefined &&
          before.request_id === entry.request_id &&
          before.kind === entry.kind &&
          before.service === entry.service &&
          before.tenant === entry.tenant &&
          entry.time - before.time <= 60_000,
      ),
  );
  const goAnswer = (one: Entry): boolean =>
    (one.status ?? 0) >= 400 &&
    (one.status ?? 0) < 500 &&
    one.path !== undefined &&
    (one.client_id ?? one.client_address) !== undefined &&
    /^(GoCommand|Go-http-client)\//.test(one.user_agent ?? "");
  return list.map((entry, place) => {
    if (sameId[place] === true) return true;
    if (!goAnswer(entry) || !/^Go-http/.test(entry.user_agent ?? "")) return false;
    const near = list.filter(
      (one, at) =>
        at < place &&
        sameId[at] === false &&
        goAnswer(one) &&
        entry.time - one.time <= 50 &&
        one.path === entry.path &&
        one.status === entry.status &&
        (one.client_id ?? one.client_address) === (entry.client_id ?? entry.client_address) &&
        one.service === entry.service &&
        one.tenant === entry.tenant,
    );
    return near.length === 1 && near.every((one) => /^GoCommand/.test(one.user_agent ?? ""));
  });
}

const lists = fc
  .array(
    fc.record({
      gap: fc.oneof(
        fc.constantFrom(0, 1, 49, 50, 51),
        fc.constantFrom(20_000, 59_950, 60_000, 60_001, 200_000),
      ),
      request_id: fc.constantFrom(undefined, undefined, "r1", "r2"),
      kind: fc.constantFrom("http_request" as const, "http_request" as const, "app_error" as const),
      service: fc.constantFrom("a", undefined),
      user_agent: fc.constantFrom(command, client, client, "curl/8", undefined),
      client_id: fc.constantFrom("ci-1", "ci-1", undefined),
      client_address: fc.constantFrom("10.0.0.1", undefined),
      path: fc.constantFrom("/p", undefined),
      status: fc.constantFrom(404, 404, 429, 200, 500),
    }),
    { maxLength: 40 },
  )
  .map((items) => {
    let at = 1_000_000;
    return items.map(({ gap, ...more }) => {
      at += gap;
      return entryWith(at, more);
    });
  });

describe("duplicates", () => {
  test("are those of a plain reference", () => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(marksOf(list)).toEqual(plainMarks(list));
      }),
      { numRuns: runs },
    );
  });

  test.each([
    ["the go command, then Go's client within 50 ms", [ask(0, command), ask(50, client)], [false, true]],
    ["51 ms apart", [ask(0, command), ask(51, client)], [false, false]],
    ["the other way round", [ask(0, client), ask(5, command)], [false, false]],
    [
      "two that both might be the first",
      [ask(0, command), ask(1, command), ask(9, client)],
      [false, false, false],
    ],
    ["a third", [ask(0, command), ask(5, client), ask(9, client)], [false, true, false]],
    ["another status", [ask(0, command), ask(5, client, { status: 429 })], [false, false]],
    ["no failure", [ask(0, command, { status: 200 }), ask(5, client, { status: 200 })], [false, false]],
    ["another path", [ask(0, command), ask(5, client, { path: "/n" })], [false, false]],
    [
      "no client named",
      [ask(0, command, { client_id: undefined }), ask(5, client, { client_id: undefined })],
      [false, false],
    ],
    ["one request id", [entryWith(0, { request_id: "r" }), entryWith(9, { request_id: "r" })], [false, true]],
    [
      "one request id, of two services",
      [
        entryWith(0, { request_id: "r", service: "edge" }),
        entryWith(9, { request_id: "r", service: "athens" }),
      ],
      [false, false],
    ],
    [
      "one request id after longer than a minute",
      [entryWith(0, { request_id: "r" }), entryWith(duplicateIdMs + 1, { request_id: "r" })],
      [false, false],
    ],
  ])("%s", (_, list, marked) => {
    expect(marksOf(list)).toEqual(marked);
  });

  test("what is not remembered is counted", () => {
    const marks = createDuplicateMarks();
    for (let place = 0; place < maxRecentAsks + 5; place++)
      marks.next(ask(0, command, { path: `/${place}` }));
    expect(marks.counts()).toEqual({ marked: 0, unremembered: 5 });
  });

  test("are left out by a rule that skips them, and counted by the others", () => {
    const condition = { type: "any", match: says("m"), windowMs: 10 } as const;
    const engine = createEngine([
      ruleOf(condition, { id: "all" }),
      ruleOf(condition, { id: "once", duplicates: "skip" }),
    ]);
    for (const entry of [ask(100, command), ask(120, client), ask(500, client)]) engine.enter(entry);
    const fired = engine.advance(1_000).filter(({ state }) => state === "firing");
    expect(fired.map(({ at, rule }) => `${at} ${rule}`)).toEqual([
      "100 all",
      "100 once",
      "120 all",
      "500 all",
      "500 once",
    ]);
    expect(engine.duplicates()).toEqual({ marked: 1, unremembered: 0 });
  });
});
