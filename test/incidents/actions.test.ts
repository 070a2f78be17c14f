import { describe, expect, test } from "vitest";
import { type IncidentAction, maxActionText } from "../../src/model/incident-action.ts";
import { minute } from "./made-up.ts";
import { type Kept, keptBook, transition } from "./people.ts";

const ann = { incident: 1, by: "ann" } as const;

function open(): Kept {
  const kept = keptBook();
  kept.step(1_000, transition("slow", "firing", 1_000));
  return kept;
}

describe("what a person does with an incident", () => {
  test("acknowledging shows who has it, in the root and its thread", () => {
    const kept = open();
    const { decisions } = kept
      .book()
      .act({ type: "acknowledge", ...ann }, { now: 5_000, position: 3_000 }, () => undefined);
    expect(decisions?.deliveries.map(({ operation, dueAt }) => [operation, dueAt])).toEqual([
      ["update", 5_000],
      ["reply", 5_000],
    ]);
    expect(decisions?.incidents).toMatchObject([
      { state: "acknowledged", acknowledged: { by: "ann", at: 5_000 } },
    ]);
    expect(decisions?.events).toEqual([
      { incident: 1, at: 5_000, kind: "acknowledged", text: "ann acknowledged it." },
    ]);
  });

  test("somebody else may take it over", () => {
    const kept = open();
    kept.act({ type: "acknowledge", ...ann }, 2_000);
    expect(kept.act({ type: "acknowledge", incident: 1, by: "bob" }, 3_000)).toEqual(["chat acknowledged"]);
    expect(kept.record().at(-1)).toBe("acknowledged bob acknowledged it, after ann.");
  });

  test("assigning edits the root and is no news", () => {
    const kept = open();
    const { decisions } = kept
      .book()
      .act({ type: "assign", ...ann, owner: "bob" }, { now: 5_000, position: 3_000 }, () => undefined);
    expect(decisions?.deliveries.map(({ operation, reason }) => [operation, reason])).toEqual([
      ["update", "assigned"],
    ]);
    expect(decisions?.incidents[0]?.owner).toBe("bob");
  });

  test("a note changes nothing but the timeline, and may come after the end", () => {
    const kept = open();
    kept.step(2_000, transition("slow", "resolved", 2_000, 1_000));
    expect(kept.act({ type: "note", ...ann, text: " it was the deploy " }, 3_000)).toEqual([]);
    expect(kept.record().at(-1)).toBe("note ann: it was the deploy");
  });

  test("a note may be added to what the book has let go", () => {
    const kept = open();
    const [incident] = kept.saved().incidents;
    const other = keptBook();
    const note: IncidentAction = { type: "note", ...ann, text: "late" };
    const { result } = other
      .book()
      .act(note, { now: 1, position: 1 }, (number) => (number === 1 ? incident : undefined));
    expect(result).toEqual({ state: "done" });
  });

  test("resolving by hand is told; the ends of its alerts are not, and do not bring it back", () => {
    const kept = open();
    expect(kept.act({ type: "resolve", ...ann, reason: "rolled back" }, 10_000)).toEqual(["chat resolved"]);
    expect(kept.record().at(-1)).toBe(
      "resolved ann resolved it after 9 seconds (1 of its alerts still fires): rolled back",
    );
    expect(kept.look(11_000)).toEqual([]);
    // Long after anything could reopen it, and after a restart, the end still finds its way.
    kept.step(60 * minute);
    kept.restart();
    expect(kept.step(61 * minute, transition("slow", "resolved", 61 * minute, 1_000))).toEqual([]);
    expect(kept.saved().incidents).toMatchObject([
      { number: 1, state: "resolved", resolvedAt: 10_000, alerts: [{ state: "resolved" }] },
    ]);
  });

  test("after it, a new alert reopens it within reopen_within, and is another incident later", () => {
    const soon = open();
    soon.act({ type: "acknowledge", ...ann }, 2_000);
    soon.act({ type: "resolve", ...ann, reason: "rolled back" }, 10_000);
    expect(soon.step(20_000, transition("down", "firing", 20_000))).toEqual([
      "chat reopened",
      "pager opened",
    ]);
    expect(soon.saved().incidents).toMatchObject([{ number: 1, state: "open", reopened: 1 }]);
    expect(soon.saved().incidents[0]).not.toHaveProperty("acknowledged");
    expect(soon.record().at(-1)).toBe(
      "reopened Reopened after 10 seconds of quiet, critical, open for the second time in 19 seconds: athens is down",
    );

    const late = open();
    late.act({ type: "resolve", ...ann, reason: "rolled back" }, 10_000);
    const at = 20 * minute;
    expect(late.step(at, transition("down", "firing", at))).toEqual(["pager opened"]);
    // The alert of the first one belongs to the first one, whose end it is.
    late.step(at + 1, transition("slow", "resolved", at + 1, 1_000));
    expect(late.saved().incidents.map(({ number, state, alerts }) => [number, state, alerts.length])).toEqual(
      [
        [2, "open", 1],
        [1, "resolved", 1],
      ],
    );
  });

  const long = "x".repeat(maxActionText + 1);
  test.each<readonly [IncidentAction, string]>([
    [{ type: "acknowledge", incident: 7, by: "ann" }, "there is no INC-7"],
    [{ type: "acknowledge", incident: 1, by: " " }, "who does it is missing"],
    [{ type: "acknowledge", ...ann }, "ann has acknowledged it already"],
    [{ type: "assign", ...ann, owner: "" }, "the owner is missing"],
    [{ type: "assign", ...ann, owner: "bob" }, "bob has it already"],
    [{ type: "note", ...ann, text: "\n" }, "the note is missing"],
    [{ type: "note", ...ann, text: long }, `the note is longer than ${maxActionText} characters`],
    [{ type: "resolve", ...ann, reason: "" }, "the reason is missing"],
  ])("%j is refused: %s", (action, why) => {
    const kept = open();
    kept.act({ type: "acknowledge", ...ann }, 2_000);
    kept.act({ type: "assign", ...ann, owner: "bob" }, 2_000);
    const before = kept.saved();
    expect(kept.act(action, 3_000)).toEqual([`refused: ${why}`]);
    expect(kept.saved()).toBe(before);
  });

  test.each<IncidentAction>([
    { type: "acknowledge", ...ann },
    { type: "assign", ...ann, owner: "bob" },
    { type: "resolve", ...ann, reason: "over" },
  ])("$type makes no sense once it is over", (action) => {
    const kept = open();
    kept.step(2_000, transition("slow", "resolved", 2_000, 1_000));
    expect(kept.act(action, 3_000)).toEqual(["refused: INC-1 is resolved already"]);
  });
});
