import { describe, expect, test } from "vitest";
import { nextAlert } from "../../src/alerts/alert-record.ts";
import { amend } from "../../src/alerts/amend.ts";
import { createEpisodeFinder } from "../../src/alerts/true-episodes.ts";
import type { Alert, AlertState, Transition } from "../../src/model/alert.ts";
import { ruleOf, says } from "../detect/made-up.ts";

const rule = ruleOf({ type: "any", match: says("m"), windowMs: 10 }, { id: "r" });
const settings = {
  position: 1_000,
  lateFrom: new Map([["r", 100]]),
  lateMs: new Map([["r", 420_000]]),
};

function change(state: AlertState, at: number, startedAt: number): Transition {
  return {
    at,
    rule: "r",
    group: {},
    tenant: undefined,
    state,
    value: 1,
    startedAt,
    reason: null,
    evidenceFrom: startedAt,
  };
}

/** An episode that fired from `from` on, until `to`. */
function episode(from: number, to?: number): readonly Transition[] {
  const began = change("firing", from, from);
  return to === undefined ? [began] : [began, change("resolved", to, from)];
}

function toldOf(...episodes: readonly (readonly Transition[])[]): Alert[] {
  return episodes.flatMap((transitions) => {
    let alert: Alert | undefined;
    for (const one of transitions) alert = nextAlert(alert, one, rule);
    return alert === undefined ? [] : [alert];
  });
}

function amended(truth: readonly (readonly Transition[])[], told: readonly Alert[]) {
  const finder = createEpisodeFinder(new Map());
  for (const transitions of truth) finder.add(transitions);
  const { transitions, continued, corrected } = amend(finder.found(), told, settings);
  return {
    transitions: transitions.map(({ at, state, startedAt, reason, lateMs }) => [
      state,
      startedAt,
      at,
      reason ?? (lateMs === undefined ? "" : "late"),
    ]),
    continued: continued.map(({ startedAt, amendedStart }) => [startedAt, amendedStart]),
    corrected: corrected.map(({ startedAt, amendedStart, notConfirmed }) => [
      startedAt,
      amendedStart ?? notConfirmed,
    ]),
  };
}

const nothing = { transitions: [], continued: [], corrected: [] };

describe("what people were told only grows", () => {
  test.each([
    ["the same", [episode(200, 300)], [episode(200, 300)], nothing],
    ["the same, holding", [episode(200)], [episode(200)], nothing],
    [
      "one that nobody heard of is told, marked late",
      [episode(200, 300)],
      [],
      {
        ...nothing,
        transitions: [
          ["firing", 200, 200, "late"],
          ["resolved", 200, 300, "late"],
        ],
      },
    ],
    ["one that was over before the late lines is left alone", [episode(20, 90)], [], nothing],
    [
      "one that began earlier is the same one",
      [episode(150)],
      [episode(200)],
      { ...nothing, continued: [[200, 150]] },
    ],
    [
      "one that had ended and began earlier keeps that",
      [episode(150, 300)],
      [episode(200, 300)],
      { ...nothing, corrected: [[200, 150]] },
    ],
    [
      "one that in truth ended earlier ends then",
      [episode(200, 250)],
      [episode(200)],
      { ...nothing, transitions: [["resolved", 200, 250, ""]] },
    ],
    [
      "one that in truth is two goes on as one",
      [episode(200, 250), episode(260)],
      [episode(200)],
      { ...nothing, continued: [[200, undefined]] },
    ],
    [
      "one that did not hold ends at the position, not confirmed",
      [],
      [episode(200)],
      { ...nothing, transitions: [["resolved", 200, 1_000, "not_confirmed"]] },
    ],
    [
      "one that did not hold and is over stays, not confirmed",
      [],
      [episode(200, 300)],
      { ...nothing, corrected: [[200, true]] },
    ],
    [
      "one that was told to be over and is not goes on",
      [episode(200)],
      [episode(200, 300)],
      { ...nothing, transitions: [["firing", 200, 1_000, ""]] },
    ],
  ] as const)("%s", (_, truth, told, expected) => {
    expect(amended(truth, toldOf(...told))).toEqual(expected);
  });
});
