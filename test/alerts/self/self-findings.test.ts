import { expect, test } from "vitest";
import { findingReports } from "../../../src/alerts/self/finding-reports.ts";
import { type SelfState, selfFindings } from "../../../src/alerts/self/self-findings.ts";
import type { RuleRecord } from "../../../src/ports/state-store.ts";

const now = Date.UTC(2026, 10, 24, 12);
const minute = 60_000;
const day = 24 * 60 * minute;

const thresholds = {
  unparsableShare: 0.1,
  deadRuleAfterMs: 30 * day,
  deliveryFailingAfterMs: 10 * minute,
  diskFreeShare: 0.05,
};

const fine: SelfState = {
  now,
  position: now - 2_000,
  sources: [],
  lines: [],
  failures: [],
  overflows: [],
  rules: [],
  outbox: [],
  disk: { freeBytes: 50, bytes: 100 },
};

const source = (over = {}) => ({
  name: "edge",
  silentAfterMs: 60 * minute,
  lastAt: now - 60 * minute,
  ...over,
});
const lines = (over = {}) => ({
  source: "edge",
  read: 100,
  unparsable: 11,
  since: now - 5 * minute,
  ...over,
});
const growing = (over = {}) => ({
  rule: "r",
  total: 3,
  grewAt: now - minute,
  firstGrewAt: now - day,
  ...over,
});
const rule = (over: Partial<RuleRecord> = {}): RuleRecord => ({
  ...{
    rule: "r",
    examined: 9,
    matched: 0,
    failed: 0,
    overflowed: 0,
    groups: 0,
    groupsLeftOut: 0,
    valuesLeftOut: 0,
  },
  ...{ firstAt: now - 40 * day, examinedAt: now - minute, matchedAt: undefined },
  ...over,
});
const message = (over = {}) => ({
  receiver: "ops",
  state: "queued" as const,
  createdAt: now - 10 * minute,
  attempts: 2,
  ...over,
});

test.each<readonly [string, Partial<SelfState>, string | undefined]>([
  ["nothing is wrong", {}, undefined],
  ["a file is silent for as long as it may be", { sources: [source()] }, "tocsin-source-silent"],
  ["a file spoke a little later", { sources: [source({ lastAt: now - 60 * minute + 1 })] }, undefined],
  ["a file may be silent", { sources: [source({ silentAfterMs: 0 })] }, undefined],
  ["more than the share is unparsable", { lines: [lines()] }, "tocsin-unparsable-lines"],
  ["exactly the share is", { lines: [lines({ unparsable: 10 })] }, undefined],
  ["too few lines came to say", { lines: [lines({ read: 19, unparsable: 19 })] }, undefined],
  ["an expression has failed of late", { failures: [growing()] }, "tocsin-rule-in-error"],
  ["it has not for a while", { failures: [growing({ grewAt: now - 15 * minute })] }, undefined],
  ["it failed before the start", { failures: [growing({ grewAt: undefined })] }, undefined],
  ["a group found no room of late", { overflows: [growing()] }, "tocsin-rule-overflow"],
  ["all found room for a while", { overflows: [growing({ grewAt: now - 15 * minute })] }, undefined],
  ["it was full before the start", { overflows: [growing({ grewAt: undefined })] }, undefined],
  ["a rule never matched, and its source speaks", { rules: [rule()] }, "tocsin-dead-rule"],
  ["a rule matched long ago", { rules: [rule({ matchedAt: now - 31 * day })] }, "tocsin-dead-rule"],
  ["a rule matched of late", { rules: [rule({ matchedAt: now - 29 * day })] }, undefined],
  ["a rule is new", { rules: [rule({ firstAt: now - day })] }, undefined],
  ["nobody speaks to the rule", { rules: [rule({ examinedAt: now - 2 * day })] }, undefined],
  ["nothing is known of the rule's past", { rules: [rule({ firstAt: undefined })] }, undefined],
  ["a message was tried and waits", { outbox: [message()] }, "tocsin-delivery-failing"],
  ["a message waits for its turn", { outbox: [message({ attempts: 0 })] }, undefined],
  ["a message waits, not for long", { outbox: [message({ createdAt: now - 9 * minute })] }, undefined],
  [
    "a message was given up",
    { outbox: [message({ state: "dead", createdAt: now })] },
    "tocsin-delivery-failing",
  ],
  [
    "a message was given up days ago",
    { outbox: [message({ state: "dead", createdAt: now - 2 * day })] },
    undefined,
  ],
  ["little of the disk is free", { disk: { freeBytes: 4, bytes: 100 } }, "tocsin-disk-nearly-full"],
  ["the disk is not known", { disk: { freeBytes: 0, bytes: 0 } }, undefined],
])("%s", (_, over, id) => {
  expect(selfFindings({ ...fine, ...over }, thresholds).map((one) => one.rule)).toEqual(
    id === undefined ? [] : [id],
  );
});

test("a threshold of 0 asks for nothing", () => {
  const everything = { rules: [rule()], outbox: [message()], disk: { freeBytes: 1, bytes: 100 } };
  const off = { ...thresholds, deadRuleAfterMs: 0, deliveryFailingAfterMs: 0, diskFreeShare: 0 };
  expect(selfFindings({ ...fine, ...everything }, off)).toEqual([]);
});

test("one receiver is one finding, since its oldest message; the words stay while it lasts", () => {
  const outbox = [message({ createdAt: now - 20 * minute }), message(), message({ receiver: "chat" })];
  const [ops, chat, ...more] = selfFindings({ ...fine, outbox }, thresholds);
  expect([ops?.group, ops?.since, chat?.group, more]).toEqual([
    { receiver: "ops" },
    now - 20 * minute,
    { receiver: "chat" },
    [],
  ]);
  const later = selfFindings({ ...fine, outbox, now: now + minute }, thresholds);
  expect(later.map(({ title }) => title)).toEqual([ops?.title, chat?.title]);
});

test("every kind is reported, so that what is over ends", () => {
  const reports = findingReports(selfFindings({ ...fine, sources: [source()] }, thresholds));
  expect(reports.map(({ facts }) => facts.length)).toEqual([1, 0, 0, 0, 0, 0, 0]);
  expect(reports[0]).toMatchObject({ rule: "tocsin-source-silent", facts: [{ group: { source: "edge" } }] });
});

test("of many, some are told", () => {
  const sources = Array.from({ length: 200 }, (_, at) => source({ name: `s${at}` }));
  expect(selfFindings({ ...fine, sources }, thresholds)).toHaveLength(50);
});
