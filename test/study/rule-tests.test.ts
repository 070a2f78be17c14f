import { describe, expect, it } from "vitest";
import { readRules } from "../../src/rules/read-rules.ts";
import { runRuleTest, type TestOutcome } from "../../src/study/run-rule-test.ts";
import { testWorld } from "../rules-shipped/test-world.ts";

const backoffs = `
where: kind == "http_request"
group_by: [service, client_id]
condition: {type: consecutive, match: retry_after_seconds > 0, gte: 3}
keep_firing_for: 10s
`;

/** Three back-offs of each of two clients, then another answer for the second. */
const entries = `
    entries:
      - {at: 0s, every: 10s, times: 3, service: athens, client_id: ci-1, status: 429, retry_after_seconds: 30}
      - {at: 5s, every: 10s, times: 3, service: athens, client_id: ci-2, status: 429, retry_after_seconds: 30}
      - {at: 40s, service: athens, client_id: ci-2, status: 200}
`;

/** The first test of a rule with these keys and these lines of a test. */
function run(keys: string, test: string, title = "title: t\n"): TestOutcome {
  const text = `id: a\n${title}severity: warning\n${keys.trim()}\ntests:\n  - name: n\n${test.replace(/^\n/, "")}`;
  const { ruleFiles, diagnostics } = readRules([{ path: "a.yaml", text }]);
  expect(diagnostics).toEqual([]);
  const [file] = ruleFiles;
  const [placed] = file?.tests ?? [];
  if (file === undefined || placed === undefined) throw new Error("the rule has no test");
  return runRuleTest(file.rule, placed, {
    ...testWorld,
    redact: (line) => line.replace("s3cret", "[redacted]"),
  });
}

function passes(keys: string, test: string): boolean {
  const { passed, problems } = run(keys, test);
  expect(problems).toEqual([]);
  return passed;
}

describe("expect", () => {
  const at = (alerts: string): boolean => passes(backoffs, `${entries}    expect: [${alerts}]\n`);

  it.each<readonly [string, string, boolean]>([
    ["nothing before the third", "{at: 19999ms, alerts: []}", true],
    ["an alert where there is none", "{at: 19999ms, alerts: [{state: firing}]}", false],
    ["the third", "{at: 20s, alerts: [{state: firing}]}", true],
    ["no alert where there is one", "{at: 20s, alerts: []}", false],
    ["one of two alerts", "{at: 25s, alerts: [{state: firing, group: {client_id: ci-1}}]}", false],
    [
      "both, the one that asks less first",
      "{at: 25s, alerts: [{state: firing}, {state: firing, group: {client_id: ci-1}}]}",
      true,
    ],
    ["both, in another order than they fired", "{at: 25s, alerts: [{state: firing}, {state: firing}]}", true],
    ["three of two", "{at: 25s, alerts: [{state: firing}, {state: firing}, {state: firing}]}", false],
    ["another group", "{at: 20s, alerts: [{state: firing, group: {client_id: ci-3}}]}", false],
    ["an absent value", "{at: 20s, alerts: [{state: firing, group: {client_id: null}}]}", false],
    ["its value", "{at: 20s, alerts: [{state: firing, value: 3}]}", true],
    ["another value", "{at: 20s, alerts: [{state: firing, value: 4}]}", false],
    ["another state", "{at: 20s, alerts: [{state: pending}]}", false],
    ["its severity", "{at: 20s, alerts: [{state: firing, severity: warning}]}", true],
    ["its start", "{at: 20s, alerts: [{state: firing, started_at: 20s}]}", true],
    ["another start", "{at: 20s, alerts: [{state: firing, started_at: 0s}]}", false],
    ["the moment at which one ends", "{at: 49999ms, alerts: [{state: firing}, {state: firing}]}", true],
    ["one that ended need not be named", "{at: 50s, alerts: [{state: firing}]}", true],
    ["and may be", "{at: 50s, alerts: [{state: firing}, {state: resolved}]}", true],
    [
      "which did not end",
      "{at: 50s, alerts: [{state: firing}, {state: resolved, group: {client_id: ci-1}}]}",
      false,
    ],
    ["why it ended", "{at: 50s, alerts: [{state: firing}, {state: resolved, reason: null}]}", true],
    ["why it did not end", "{at: 50s, alerts: [{state: firing}, {state: resolved, reason: no_data}]}", false],
    ["log time that runs on", "{at: 30d, alerts: []}", true],
  ])("%s", (_, alerts, passed) => {
    expect(at(alerts)).toBe(passed);
  });

  it("asks a pending that breaks by its reason", () => {
    const keys = "for: 30s\ncondition: {type: any, match: status == 502, window: 10s}";
    const test = "    entries: [{at: 0s, status: 502}]\n";
    expect(passes(keys, `${test}    expect: [{at: 9s, alerts: [{state: pending}]}]\n`)).toBe(true);
    const broken = "    expect: [{at: 10s, alerts: [{state: resolved, reason: not_held}]}]\n";
    expect(passes(keys, test + broken)).toBe(true);
  });

  it.each<readonly [string, boolean]>([
    ["0.333", true],
    ["0.3333", true],
    ["0.334", false],
    ["0.33", false],
    ["0.3", false],
  ])("takes %s for a third: %s", (value, passed) => {
    const keys = "condition: {type: ratio, match: status == 502, window: 1m, gt: 0.1}";
    const test = `    entries: [{at: 0s, status: 502}, {at: 0s, status: 200}, {at: 0s, status: 404}]
    expect: [{at: 0s, alerts: [{state: firing, value: ${value}}]}]\n`;
    expect(passes(keys, test)).toBe(passed);
  });

  it("asks the parts of a joined condition by their names", () => {
    const keys = `condition:
  type: all_of
  conditions:
    many: {type: count, match: status == 502, window: 1m, gte: 2}
    share: {type: ratio, match: status == 502, window: 1m, gte: 0.5}`;
    const test = (value: string): string =>
      `    entries: [{at: 0s, every: 1s, times: 2, status: 502}]
    expect: [{at: 1s, alerts: [{state: firing, value: ${value}}]}]\n`;
    expect(passes(keys, test("{many: 2, share: 1}"))).toBe(true);
    expect(passes(keys, test("{many: 2}"))).toBe(true);
    expect(passes(keys, test("{many: 3}"))).toBe(false);
  });

  it("knows from when on an alert is more severe", () => {
    const keys = `condition: {type: any, match: status >= 500, window: 5m}
escalate: {severity: critical, condition: {type: count, match: status >= 500, window: 5m, gte: 3}}`;
    const test = `    entries: [{at: 0s, every: 1m, times: 3, status: 503}]
    expect:
      - {at: 119s, alerts: [{state: firing, severity: warning}]}
      - {at: 2m, alerts: [{state: firing, severity: critical}]}
    transitions: [{at: 0s, state: firing}]\n`;
    expect(passes(keys, test)).toBe(true);
  });

  it("tells tenants apart", () => {
    const keys = "condition: {type: any, match: status == 502, window: 10s}";
    const test = `    entries: [{at: 0s, tenant: red, status: 502}, {at: 1s, tenant: blue, status: 502}]
    expect: [{at: 1s, alerts: [{state: firing, tenant: blue}, {state: firing, tenant: red}]}]\n`;
    expect(passes(keys, test)).toBe(true);
    expect(passes(keys, test.replace("tenant: blue}, {state", "tenant: green}, {state"))).toBe(false);
  });
});

describe("transitions", () => {
  const timeline = (items: string): boolean =>
    passes(backoffs, `${entries}    until: 1m\n    transitions: [${items}]\n`);
  const [first, second, third] = [
    "{at: 20s, state: firing, group: {client_id: ci-1}, value: 3}",
    "{at: 25s, state: firing, group: {client_id: ci-2}}",
    "{at: 50s, state: resolved, group: {client_id: ci-2}, started_at: 25s, value: 0}",
  ];

  it.each<readonly [string, readonly string[], boolean]>([
    ["all of them", [first, second, third], true],
    ["one too few", [first, second], false],
    ["one too many", [first, second, third, "{at: 55s, state: resolved}"], false],
    ["another order", [second, first, third], false],
    ["another instant", [first, second, third.replace("50s", "49s")], false],
    ["none", [], false],
  ])("%s", (_, items, passed) => {
    expect(timeline(items.join(", "))).toBe(passed);
  });

  it("asserts that nothing happened where it is empty", () => {
    expect(passes(backoffs, "    entries: [{at: 0s, status: 200}]\n    transitions: []\n")).toBe(true);
  });

  it("shows what differs, and keeps what does not", () => {
    const { checks } = run(
      backoffs,
      `${entries}    until: 1m\n    transitions: [${first}, {at: 30s, state: firing}, ${third}]\n`,
    );
    const [check] = checks;
    if (check?.of !== "transitions") throw new Error("the timeline is not compared");
    expect(check.diff.map(({ mark, at }) => [mark, at])).toEqual([
      ["same", 20_000],
      ["happened", 25_000],
      ["expected", 30_000],
      ["same", 50_000],
    ]);
  });
});

describe("incident", () => {
  const keys = `
title: "{{client_id}} waits"
where: kind == "http_request"
group_by: [service, client_id]
incident_by: [service]
owner: platform
condition: {type: consecutive, match: retry_after_seconds > 0, gte: 3}`;
  const traced = `    entries:
      - {at: 0s, every: 10s, times: 3, service: athens, client_id: ci-1, status: 429, retry_after_seconds: 30, pod: athens-1, trace_id: 0af7651916cd43dd8448eb211c80319c}
      - {at: 0s, every: 20s, times: 3, service: sumdb, client_id: ci-2, status: 503, retry_after_seconds: 600}
      - {at: 1m, service: athens, client_id: ci-1, status: 200}\n`;
  const told = (incident: string): TestOutcome =>
    run(keys.trim(), `${traced}    incident: {${incident}}\n`, "");

  it.each<readonly [string, string, readonly string[]]>([
    ["nothing in particular", "", []],
    ["its end", "state: resolved, title: ci-1 waits", []],
    ["before its end", "at: 59s, state: open, title: ci-1 waits", []],
    ["another one", "title: ci-2 waits, state: open", []],
    ["its mail", 'at: 20s, subject: "[INC-1] ci-1 waits"', []],
    ["its severity", "severity: warning", []],
    [
      "facts that it has",
      "at: 20s, facts: [impact, scope, trend, evidence, traces, backoff, owner, decisions]",
      [],
    ],
    ["words", "at: 20s, text_contains: [athens-1, 0af7651916cd43dd8448eb211c80319c, 30 s]", []],
    ["words that it must not hold", "at: 20s, text_lacks: [ci-2]", []],
    ["before there is one", "at: 19s", ["no incident"]],
    ["another title", "at: 20s, title: ci-3 waits", ['title "ci-1 waits"']],
    [
      "a fact that it has not",
      "at: 20s, facts: [runbook, impact]",
      ["none: no rule of this incident names a runbook"],
    ],
    ["words that it lacks", "at: 20s, text_contains: [ci-2]", ["a text without"]],
    ["words that it should lack", "at: 20s, text_lacks: [athens-1]", ["a text with"]],
  ])("%s", (_, incident, happened) => {
    const outcome = told(incident);
    const [check] = outcome.checks;
    if (check?.of !== "incident") throw new Error("the incident is not compared");
    expect(check.differences.map((one) => one.happened)).toEqual(happened);
    expect(outcome.passed).toBe(happened.length === 0);
  });
});

describe("what comes in", () => {
  const any = (match: string): string => `condition: {type: any, match: '${match}', window: 1m}`;
  const fires = "    expect: [{at: 0s, alerts: [{state: firing}]}]\n";

  it.each<readonly [string, string, string]>([
    ["a status is a request", "status: 502", 'kind == "http_request"'],
    ["a delay that a client tells", 'message: "will retry", backoff_seconds: 2', 'kind == "backoff"'],
    ["an error without a request", "level: error, message: x", 'kind == "app_error"'],
    ["what is written wins", "status: 502, kind: other", 'kind == "other"'],
    [
      "what follows from a path",
      'path: "/rsc.io/quote/@v/v1.5.2.zip"',
      'operation == "zip" && version == "v1.5.2"',
    ],
    ["Retry-After as sent", 'status: 503, retry_after: "30"', "retry_after_seconds == 30"],
    ["a field that logs spell otherwise", "upstream_statuses: [502, 200]", "502 in upstream_statuses"],
    ["which is no attribute", "upstream_statuses: [502, 200]", "!present(attributes.upstream_statuses)"],
    [
      "attributes",
      "attributes: {build: 7, constructor: x}",
      'attributes.build == 7 && attributes.constructor == "x"',
    ],
    ["no attributes", "status: 1", "!present(attributes.constructor)"],
  ])("%s", (_, fields, match) => {
    expect(passes(any(match), `    entries: [{at: 0s, ${fields}}]\n${fires}`)).toBe(true);
  });

  it("reads lines by their format, redacted, at the test's time and not at theirs", () => {
    const test = (line: string): string =>
      `    lines:\n      - {at: 5s, every: 5s, times: 2, format: generic_json, line: '${line}'}\n${fires.replace("0s", "10s")}`;
    const line =
      '{"time":"2020-02-02T02:02:02Z","status":429,"client":"ci-1","msg":"s3cret","retry_after":"Sun, 02 Feb 2020 02:02:32 GMT"}';
    const keys = `condition: {type: count, match: 'retry_after_seconds == 30 && message == "[redacted]"', window: 1m, gte: 2}`;
    expect(passes(keys, test(line))).toBe(true);
  });

  it("mixes entries and lines in order of their time", () => {
    const keys = "condition: {type: change, match: status > 0, field: status, window: 1m}";
    const test = `    entries: [{at: 0s, status: 200}, {at: 2s, status: 200}]
    lines: [{at: 1s, format: auto, line: '{"status":502}'}]
    transitions: [{at: 1s, state: firing, value: 502}]\n`;
    expect(passes(keys, test)).toBe(true);
  });

  it("says which line cannot be read", () => {
    const outcome = run(
      any("status == 502"),
      `    lines: [{at: 0s, format: nginx_error, line: oops}]\n${fires}`,
    );
    expect(outcome.passed).toBe(false);
    expect(outcome.problems).toEqual([
      expect.stringMatching(/^`lines\[0\]` cannot be read as nginx_error: /),
    ]);
  });

  it("judges a rule that is switched off", () => {
    expect(
      passes(`enabled: false\n${any("status == 502")}`, `    entries: [{at: 0s, status: 502}]\n${fires}`),
    ).toBe(true);
  });
});

describe("a test that proves nothing", () => {
  it.each(["", "    expect: []\n"])("fails: %j", (assertions) => {
    const { passed, problems } = run(backoffs, `${entries}${assertions}`);
    expect(passed).toBe(false);
    expect(problems).toEqual([
      "it asserts nothing: it has neither `expect` nor `transitions` nor `incident`",
    ]);
  });

  it("fails where it is larger than what is run", () => {
    const items = "      - {at: 0s, every: 1ms, times: 100000, status: 200}\n".repeat(11);
    const { passed, problems } = run(backoffs, `    entries:\n${items}    transitions: []\n`);
    expect(passed).toBe(false);
    expect(problems).toEqual(["the test has 1100000 entries, allowed are 1000000"]);
  });
});
