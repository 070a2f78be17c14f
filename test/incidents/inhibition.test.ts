import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { InhibitRule } from "../../src/model/inhibit-rule.ts";
import { minute } from "./made-up.ts";
import { keptBook, transition } from "./people.ts";

/** Read as tocsin.yaml is. */
function inhibitRules(text: string): readonly InhibitRule[] {
  const file = `inhibit_rules:\n${text}`;
  const { config, diagnostics } = parseConfig(
    "t.yaml",
    file,
    { env: {}, readFile: () => undefined },
    { rules: "r" },
  );
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  return config.inhibitRules;
}

const warningsUnderCritical = `
  - source_matchers: ['severity="critical"']
    target_matchers: ['severity="warning"']
`;
const anywhere = { inhibitRules: inhibitRules(warningsUnderCritical) };

const at = 10 * minute;

describe("an alert that another inhibits", () => {
  test("is on record with its reason, and told once the other has ended, also over a restart", () => {
    const kept = keptBook(anywhere);
    expect(kept.step(at, transition("down", "firing", at))).toEqual(["pager opened"]);
    expect(kept.step(at + 1, transition("slow", "firing", at + 1, at + 1, "goproxy"))).toEqual([]);
    expect(kept.record()).toContain("not_notified Nobody was told: inhibited by down: athens is down.");
    kept.restart();
    expect(kept.look(at + minute)).toEqual([]);
    expect(kept.step(at + 2, transition("down", "resolved", at + 2, at))).toEqual(["pager resolved"]);
    expect(kept.look(at + 2 * minute)).toEqual(["chat opened"]);
  });

  test("in the order of one step does not matter: all is judged before anybody is told", () => {
    const kept = keptBook(anywhere);
    const both = [transition("slow", "firing", at, at, "goproxy"), transition("down", "firing", at)];
    expect(kept.step(at, ...both)).toEqual(["pager opened"]);
  });

  test("that ends with it is not told", () => {
    const kept = keptBook(anywhere);
    kept.step(at, transition("down", "firing", at), transition("slow", "firing", at, at, "goproxy"));
    const ends = [
      transition("slow", "resolved", at + 5, at, "goproxy"),
      transition("down", "resolved", at + 5, at),
    ];
    expect(kept.step(at + 5, ...ends)).toEqual(["pager resolved"]);
    expect(kept.look(at + minute)).toEqual([]);
  });

  test("that was told before is told to be over, and nothing else", () => {
    const kept = keptBook(anywhere);
    expect(kept.step(at, transition("slow", "firing", at, at, "goproxy"))).toEqual(["chat opened"]);
    kept.accept(at);
    expect(kept.step(at + 1, transition("down", "firing", at + 1))).toEqual(["pager opened"]);
    // Time for a reminder, which goes to the pager alone.
    kept.accept(at + 1);
    expect(kept.look(at + 300 * minute)).toEqual(["pager reminder"]);
    expect(kept.step(at + 2, transition("slow", "resolved", at + 2, at, "goproxy"))).toEqual([
      "chat resolved",
    ]);
  });

  test("needs the labels of `equal` to be the same, absent ones being empty", () => {
    const sameService = {
      inhibitRules: inhibitRules(`${warningsUnderCritical}    equal: [service, cluster]\n`),
    };
    const kept = keptBook(sameService);
    kept.step(at, transition("down", "firing", at));
    expect(kept.step(at + 1, transition("slow", "firing", at + 1, at + 1, "goproxy"))).toEqual([
      "chat opened",
    ]);
    // Of this service it joins the incident of its source; chat, to which it alone leads, is not told.
    expect(kept.step(at + 2, transition("slow", "firing", at + 2))).toEqual([]);
    expect(kept.record()).toContain(
      "not_notified Not everybody was told: inhibited by down: athens is down.",
    );
  });

  test("is not one on both sides where the other is too: they would silence one another", () => {
    const everybody = {
      inhibitRules: inhibitRules("  - {source_matchers: ['x=\"\"'], target_matchers: ['y=\"\"']}\n"),
    };
    const kept = keptBook(everybody);
    const both = [transition("down", "firing", at), transition("slow", "firing", at, at, "goproxy")];
    expect(kept.step(at, ...both)).toEqual(["pager opened", "chat opened"]);
  });
});

test.each([
  ["{source_match: {a: b}}", "write it as `source_matchers: ['name=\"value\"']`"],
  ["{target_match_re: {a: b}}", "write it as `target_matchers: ['name=~\"pattern\"']`"],
])("inhibit_rules says what to write in place of %s", (text, hint) => {
  const { diagnostics } = parseConfig(
    "t.yaml",
    `inhibit_rules: [${text}]\n`,
    { env: {}, readFile: () => undefined },
    { rules: "r" },
  );
  expect(diagnostics.map((one) => one.hint)).toContain(hint);
});
