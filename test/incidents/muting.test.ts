import { expect, test } from "vitest";
import { minute, route } from "./made-up.ts";
import { keptBook, transition } from "./people.ts";

/** 1970 began on a Thursday, at midnight. */
const night = [{ name: "nights", intervals: [{ times: [{ from: 0, to: 60 }], timeZone: "UTC" }] }];
const after = 61 * minute;

const muted = {
  route: route("chat", { routes: [route("pager", { muteTimeIntervals: night }, "severity=critical")] }),
};

test("a muted route tells nobody, which is on record; what still fires then is told", () => {
  const kept = keptBook(muted);
  expect(kept.step(minute, transition("down", "firing", minute))).toEqual([]);
  expect(kept.record()).toContain("not_notified Nobody was told: muted by the time interval nights.");
  kept.restart();
  expect(kept.look(59 * minute)).toEqual([]);
  expect(kept.look(60 * minute)).toEqual(["pager opened"]);
});

test("what was over by then is not told; others are told as ever", () => {
  const kept = keptBook(muted);
  expect(
    kept.step(minute, transition("down", "firing", minute), transition("slow", "firing", minute)),
  ).toEqual(["chat opened"]);
  kept.step(2 * minute, transition("down", "resolved", 2 * minute, minute));
  expect(kept.step(3 * minute, transition("slow", "resolved", 3 * minute, minute))).toEqual([
    "chat resolved",
  ]);
  expect(kept.look(after)).toEqual([]);
});

test("whoever was told before hears that it is over, and of nothing else", () => {
  const tree = route("chat", { repeatIntervalMs: minute, routes: [] });
  const day = [{ name: "days", intervals: [{ times: [{ from: 0, to: 30 }], timeZone: "UTC" }] }];
  const active = { route: { ...tree, activeTimeIntervals: day } };
  const kept = keptBook(active);
  expect(kept.step(minute, transition("slow", "firing", minute))).toEqual(["chat opened"]);
  kept.accept(minute);
  expect(kept.look(10 * minute)).toEqual(["chat reminder"]);
  kept.accept(10 * minute);
  expect(kept.look(40 * minute)).toEqual([]);
  expect(kept.record()).toContain(
    "not_notified Not everybody was told: muted outside of the time interval days.",
  );
  expect(kept.step(41 * minute, transition("slow", "resolved", 41 * minute, minute))).toEqual([
    "chat resolved",
  ]);
});
