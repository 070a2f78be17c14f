import { describe, expect, test } from "vitest";
import { hour, minute, route, silenceOf } from "./made-up.ts";
import { keptBook, transition } from "./people.ts";

const until = (at: number) => new Date(at).toISOString();

describe("receivers", () => {
  test("each is told by its own routes; one that a later alert brings in is told from the start", () => {
    const kept = keptBook();
    expect(kept.step(1_000, transition("slow", "firing", 1_000))).toEqual(["chat opened"]);
    expect(kept.step(2_000, transition("down", "firing", 2_000))).toEqual(["chat worsened", "pager opened"]);
    expect(kept.step(3_000, transition("down", "resolved", 3_000, 2_000))).toEqual([]);
    expect(kept.step(4_000, transition("slow", "resolved", 4_000, 1_000))).toEqual([
      "chat resolved",
      "pager resolved",
    ]);
    expect(kept.step(5_000, transition("slow", "firing", 5_000))).toEqual([
      "chat reopened",
      "pager reopened",
    ]);
  });

  test("each has its own waits", () => {
    const tree = route("chat", {
      groupWaitMs: 30_000,
      groupIntervalMs: 90_000,
      routes: [route("pager", { groupWaitMs: 0 }, 'severity="critical"')],
    });
    const kept = keptBook({ route: tree });
    const first = kept
      .book()
      .apply([transition("down", "firing", 0), transition("slow", "firing", 0)], 0, 1_000);
    expect(first.deliveries.map(({ receiver, dueAt }) => [receiver, dueAt])).toEqual([
      ["chat", 31_000],
      ["pager", 1_000],
    ]);
    const more = kept
      .book()
      .apply([transition("slow", "resolved", 5, 0), transition("slow", "firing", 6)], 10, 2_000);
    expect(more.deliveries.map(({ receiver, reason, dueAt }) => [receiver, reason, dueAt])).toEqual([
      ["chat", "updated", 92_000],
    ]);
  });

  test("an info alert brings nobody in, but is one of the alerts of those who are told", () => {
    const kept = keptBook();
    expect(kept.step(1_000, transition("odd", "firing", 1_000))).toEqual([]);
    expect(kept.record()).toContain(
      "not_notified Nobody was told: severity info is recorded, and told only where a route asks for it.",
    );
    expect(kept.step(2_000, transition("slow", "firing", 2_000))).toEqual(["chat opened"]);
  });

  test("with info: tell it is told like the others", () => {
    expect(keptBook({ info: "tell" }).step(1_000, transition("odd", "firing", 1_000))).toEqual([
      "chat opened",
    ]);
  });

  test("a route that comes with a restart tells what is open, and not what was over", () => {
    const kept = keptBook({ route: undefined });
    kept.step(
      1_000,
      transition("slow", "firing", 1_000),
      transition("slow", "firing", 1_000, 1_000, "goproxy"),
    );
    kept.step(2_000, transition("slow", "resolved", 2_000, 1_000, "goproxy"));
    const after = keptBook({}, kept.saved());
    const told = after.book().look(3_000);
    expect(told?.deliveries.map(({ id }) => id)).toEqual(["INC-1/1/chat/slack/0/post"]);
  });
});

describe("a silence", () => {
  const upgrade = silenceOf("s", 0, hour, 'service="athens"');

  test("keeps back what all is silenced, says why once, and is told of when it ends", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(upgrade));
    expect(kept.step(1_000, transition("slow", "firing", 1_000))).toEqual([]);
    for (const now of [2_000, 3_000, hour - 1]) expect(kept.look(now)).toEqual([]);
    expect(kept.record().filter((line) => line.startsWith("not_notified"))).toEqual([
      `not_notified Nobody was told: silenced until ${until(hour)} by ann: deploy.`,
    ]);
    expect(kept.look(hour)).toEqual(["chat opened"]);
    expect(kept.notices()).toEqual([
      `A silence has just ended: it was silenced until ${until(hour)} by ann: deploy.`,
    ]);
    expect(kept.look(hour + 1)).toEqual([]);
  });

  test("what began and ended under it is told to nobody, also not later", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(upgrade));
    kept.step(1_000, transition("slow", "firing", 1_000));
    expect(kept.step(2_000, transition("slow", "resolved", 2_000, 1_000))).toEqual([]);
    expect(kept.look(2 * hour)).toEqual([]);
    expect(kept.saved().incidents).toMatchObject([{ state: "resolved", alerts: [{ state: "resolved" }] }]);
  });

  test("the end of what was told passes through, its return does not", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000));
    kept.keep(kept.book().saveSilence(upgrade));
    expect(kept.step(2_000, transition("slow", "resolved", 2_000, 1_000))).toEqual(["chat resolved"]);
    expect(kept.step(3_000, transition("slow", "firing", 3_000))).toEqual([]);
    // It came back and ended unheard: nobody waits for that end.
    expect(kept.step(4_000, transition("slow", "resolved", 4_000, 3_000))).toEqual([]);
    expect(kept.step(5_000, transition("slow", "firing", 5_000))).toEqual([]);
    expect(kept.look(hour)).toEqual(["chat reopened"]);
  });

  test("an alert that is not silenced is told, with how many are; a silenced one worsens nothing", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(silenceOf("s", 0, hour, 'alertname="down"')));
    expect(
      kept.step(1_000, transition("slow", "firing", 1_000), transition("down", "firing", 1_000)),
    ).toEqual(["chat opened"]);
    expect(kept.notices()).toEqual([`1 of 2 alerts is silenced until ${until(hour)} by ann: deploy.`]);
    expect(kept.record()).toContain(
      `not_notified Not everybody was told: silenced until ${until(hour)} by ann: deploy.`,
    );
    expect(kept.look(hour)).toEqual(["chat worsened", "pager opened"]);
  });

  test("one that two match is silent until the later of them ends", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(upgrade));
    kept.keep(kept.book().saveSilence(silenceOf("t", 0, 2 * hour, "severity=~warn.*")));
    kept.step(1_000, transition("slow", "firing", 1_000));
    expect(kept.look(hour)).toEqual([]);
    expect(kept.record().at(-1)).toContain(`silenced until ${until(2 * hour)}`);
    expect(kept.look(2 * hour)).toEqual(["chat opened"]);
  });

  test("that has not begun, or needs a label that is not there, keeps nothing back", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(silenceOf("s", 2_000, hour, 'service="athens"')));
    kept.keep(kept.book().saveSilence(silenceOf("t", 0, hour, 'team="a"')));
    expect(kept.step(1_000, transition("slow", "firing", 1_000))).toEqual(["chat opened"]);
  });

  test("is ended early by somebody, which is told; a second time there is nothing to end", () => {
    const kept = keptBook();
    kept.keep(kept.book().saveSilence(upgrade));
    kept.step(1_000, transition("down", "firing", 1_000));
    kept.keep(kept.book().endSilence("s", "bob", 5_000));
    expect(kept.saved().silences).toMatchObject([{ id: "s", endsAt: 5_000, endedBy: "bob" }]);
    expect(kept.look(5_000)).toEqual(["pager opened"]);
    expect(kept.notices()[0]).toContain("by ann, ended early by bob: deploy");
    expect(kept.book().endSilence("s", "bob", 5_001)).toBeUndefined();
    expect(kept.book().endSilence("x", "bob", 5_001)).toBeUndefined();
  });
});

describe("a reminder", () => {
  test("comes repeat_interval after the last message was accepted, and again", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000));
    expect(kept.look(9 * hour), "not while the first is under way").toEqual([]);
    kept.accept(minute);
    expect(kept.look(4 * hour + minute - 1)).toEqual([]);
    expect(kept.look(4 * hour + minute)).toEqual(["chat reminder"]);
    expect(kept.look(9 * hour)).toEqual([]);
    kept.accept(9 * hour);
    expect(kept.look(13 * hour - 1)).toEqual([]);
    expect(kept.look(13 * hour)).toEqual(["chat reminder"]);
  });

  test("neither doubles nor is lost by a restart", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000));
    kept.accept(minute);
    kept.restart();
    expect(kept.look(4 * hour + minute - 1)).toEqual([]);
    expect(kept.look(4 * hour + minute)).toEqual(["chat reminder"]);
    kept.restart();
    expect(kept.look(5 * hour)).toEqual([]);
    kept.accept(5 * hour);
    kept.restart();
    expect(kept.look(9 * hour)).toEqual(["chat reminder"]);
  });

  test("comes although the first message was given up", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000));
    kept.book().settled("INC-1/1/chat/slack/0/post", undefined);
    expect(kept.look(4 * hour + 1_000)).toEqual(["chat reminder"]);
  });

  test("is for those whose alerts fire, and not while all are silenced", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000), transition("down", "firing", 1_000));
    kept.accept(1_000);
    kept.step(2_000, transition("down", "resolved", 2_000, 1_000));
    kept.keep(kept.book().saveSilence(silenceOf("s", 3_000, 6 * hour, 'service="athens"')));
    expect(kept.look(5 * hour)).toEqual([]);
    expect(kept.record().at(-1)).toContain("silenced until");
    expect(kept.look(6 * hour)).toEqual(["chat reminder"]);
    expect(kept.notices()[0]).toContain("A silence has just ended");
  });

  test("does not come once somebody has acknowledged; what gets worse is told all the same", () => {
    const kept = keptBook();
    kept.step(1_000, transition("slow", "firing", 1_000));
    kept.accept(1_000);
    expect(kept.act({ type: "acknowledge", incident: 1, by: "ann" }, 2_000)).toEqual(["chat acknowledged"]);
    kept.restart();
    kept.accept(2_000);
    expect(kept.look(9 * hour)).toEqual([]);
    expect(kept.step(10 * hour, transition("down", "firing", 10 * hour))).toEqual([
      "chat worsened",
      "pager opened",
    ]);
    expect(kept.saved().incidents[0]).toMatchObject({
      state: "acknowledged",
      acknowledged: { by: "ann", at: 2_000 },
    });
  });
});
