import { describe, expect, test } from "vitest";
import type { Transition } from "../../src/model/alert.ts";
import { formatInstant } from "../../src/model/instant.ts";
import { scratchDirectory } from "../store/scratch-directory.ts";
import { rulesFrom } from "../study/corpus-lab.ts";
import { openVirtualWriter, type VirtualWriter } from "./virtual-writer.ts";

const day = "2026-11-22T";
const weekMs = 7 * 24 * 3_600_000;

function at(time: string): number {
  return Date.parse(`${day}${time}Z`);
}

function line(time: number, status = 200): string {
  return JSON.stringify({ time: formatInstant(time), method: "GET", path: "/x", status });
}

/** One line each `stepMs`, both ends included. */
function lines(from: number, to: number, stepMs: number, status = 200): string[] {
  const made: string[] = [];
  for (let time = from; time <= to; time += stepMs) made.push(line(time, status));
  return made;
}

const rules = rulesFrom(`
id: silent
title: x
severity: warning
condition: {type: absence, match: status == 200, window: 1m}
---
id: refused
title: x
severity: warning
condition: {type: count, match: status == 502, gte: 3, window: 1m}
`);

function words(transitions: readonly Transition[]): readonly string[] {
  return transitions.map(
    ({ at: instant, rule, state, reason }) =>
      `${formatInstant(instant).slice(day.length, -5)} ${rule} ${state}${reason === null ? "" : ` ${reason}`}`,
  );
}

interface Running {
  readonly directory: string;
  readonly clock: { now: number };
  readonly open: () => VirtualWriter;
}

function running(now: number): Running {
  const directory = scratchDirectory();
  const clock = { now };
  return { directory, clock, open: () => openVirtualWriter(directory, { rules, clock }) };
}

describe("absence", () => {
  test("goes on over a restart: told once, at the instant, though nobody ran at it", () => {
    const { clock, open } = running(at("09:00:00"));
    const first = open();
    first.ingest("edge", [line(clock.now)]);
    clock.now = at("09:00:30");
    first.look();
    // Killed: it closes nothing.
    clock.now = at("09:02:00");
    const second = open();
    second.look();
    clock.now = at("09:03:00");
    second.look();
    expect(words([...first.told(), ...second.told()])).toEqual(["09:01:00 silent firing"]);
    second.close();
    first.close();
  });

  test("is judged again over what came late, where it was told of a silence that was none", () => {
    const { clock, open } = running(at("09:00:00"));
    const writer = open();
    writer.ingest("edge", [line(clock.now)]);
    clock.now = at("09:02:00");
    writer.look();
    writer.ingest("edge", lines(at("09:00:30"), at("09:02:00"), 30_000));
    // Time for what is late to be gathered.
    clock.now = at("09:02:30");
    writer.look();
    clock.now = at("09:02:31");
    writer.look();
    expect(words(writer.told())).toEqual([
      "09:01:00 silent firing",
      "09:02:30 silent resolved not_confirmed",
    ]);
    expect(writer.lateEntries()).toBe(4);
    writer.close();
  });
});

describe("a tail that is behind after an outage", () => {
  test("holds log time back: nothing is absent that waits to be read, and nothing of it is late", () => {
    const { clock, open } = running(at("09:00:00"));
    const before = open();
    before.ingest("edge", [line(clock.now)]);
    clock.now = at("09:00:10");
    before.look();
    before.close();

    // Ten minutes later, with ten minutes of the file unread.
    clock.now = at("09:10:10");
    const after = open();
    after.setBehind("edge", true);
    after.look();
    expect(after.position()).toBe(at("09:00:10"));
    const missed = lines(at("09:00:20"), at("09:10:10"), 10_000);
    for (let from = 0; from < missed.length; from += 7) {
      clock.now += 1_000;
      after.ingest("edge", missed.slice(from, from + 7), true);
      after.look();
    }
    after.setBehind("edge", false);
    after.look();
    expect(after.position()).toBe(clock.now);
    expect([after.told(), after.lateEntries(), after.gaps()]).toEqual([[], 0, 0]);
    // And what is silent from then on is told as ever.
    clock.now = at("09:12:00");
    after.look();
    expect(words(after.told())).toEqual(["09:11:10 silent firing"]);
    after.close();
  });

  test("that stands still for idle_after holds it back no longer, and what it brings then is late", () => {
    const { clock, open } = running(at("09:00:00"));
    const writer = open();
    writer.ingest("edge", [line(clock.now)], true);
    clock.now = at("09:00:59");
    writer.look();
    expect(writer.position()).toBe(at("09:00:00"));
    clock.now = at("09:01:01");
    writer.look();
    expect(writer.position()).toBe(clock.now);
    writer.ingest("edge", [line(at("09:00:30"))], false);
    clock.now += 1;
    writer.look();
    expect(writer.lateEntries()).toBe(1);
    writer.close();
  });
});

test("the first start on last week's file judges it as if it had been there", () => {
  const { clock, open } = running(at("09:00:00") + weekMs);
  const writer = open();
  const file = [
    ...lines(at("09:00:00"), at("09:05:00"), 1_000),
    ...lines(at("09:05:01"), at("09:05:04"), 1_000, 502),
  ];
  writer.setBehind("edge", true);
  for (let from = 0; from < file.length; from += 50) {
    clock.now += 100;
    writer.ingest("edge", file.slice(from, from + 50), from + 50 < file.length);
    writer.look();
  }
  writer.look();
  expect(words(writer.told())).toEqual([
    "09:05:03 refused firing",
    "09:06:00 silent firing",
    "09:06:02 refused resolved",
    // A day later: forget_after.
    "09:05:00 silent resolved",
  ]);
  expect([writer.position(), writer.lateEntries(), writer.gaps()]).toEqual([clock.now, 0, 0]);
  writer.close();
});

test("what a line says of when it was read is not believed: one of the future takes the moment of reading", () => {
  const { clock, open } = running(at("09:00:00"));
  const writer = open();
  const claim = { time: "2099-01-01T00:00:00.000Z", observed_time: "2099-01-01T00:00:00.000Z" };
  const printed = {
    ...claim,
    time_precision: "ms",
    format: "generic_json",
    kind: "http_request",
    status: 200,
  };
  writer.ingest("edge", [JSON.stringify(printed)]);
  clock.now = at("09:01:00");
  writer.look();
  expect(words(writer.told())).toEqual(["09:01:00 silent firing"]);
  writer.close();
});

describe("a host clock that steps", () => {
  test("back by an hour over a restart: log time stands until it is reached again, and is judged once", () => {
    const { clock, open } = running(at("09:00:00"));
    const first = open();
    first.ingest("edge", lines(at("09:00:00"), at("09:00:02"), 1_000, 502));
    clock.now = at("09:00:30");
    first.look();
    first.close();
    clock.now = at("08:00:30");
    const second = open();
    second.look();
    expect(second.position()).toBe(at("09:00:30"));
    clock.now = at("09:01:30");
    second.look();
    expect(words([...first.told(), ...second.told()])).toEqual([
      "09:00:02 refused firing",
      "09:01:00 refused resolved",
    ]);
    expect(second.gaps()).toBe(0);
    second.close();
  });

  test("forward by ten minutes while lines go on: they are late, and what was told falsely is said to be so", () => {
    const { clock, open } = running(at("09:00:00"));
    const writer = open();
    writer.ingest("edge", [line(clock.now)]);
    clock.now = at("09:10:00");
    writer.look();
    // Who writes the log has the right time.
    writer.ingest("edge", lines(at("09:00:10"), at("09:00:40"), 10_000, 502));
    writer.ingest("edge", lines(at("09:00:50"), at("09:10:00"), 10_000));
    clock.now += 10_000;
    writer.look();
    clock.now += 10_000;
    writer.look();
    expect(words(writer.told())).toContain("09:01:00 silent firing");
    const known = writer.alerts().map(({ rule, state, notConfirmed, lateMs }) => ({
      rule,
      state,
      notConfirmed: notConfirmed === true,
      late: lateMs !== undefined,
    }));
    // Alerts that the late lines show are there, those that they refute are marked.
    expect(known).toContainEqual({ rule: "refused", state: "resolved", notConfirmed: false, late: true });
    expect(known).toContainEqual({ rule: "silent", state: "resolved", notConfirmed: true, late: false });
    expect(known).toHaveLength(2);
    writer.close();
  });
});
