import { describe, expect, it } from "vitest";
import { type ParsedConfig, parseConfig } from "../../src/config/parse-config.ts";
import { maxRoutes } from "../../src/config/read-route.ts";
import type { Route } from "../../src/model/route.ts";

function parse(text: string): ParsedConfig {
  return parseConfig("tocsin.yaml", text, { env: {}, readFile: () => undefined }, { rules: "r" });
}

const receivers = "receivers: [{name: a}, {name: b}, {name: c}]\n";

/** `code line:column`, warnings in round brackets. */
function found(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ code, severity, line, column }) => {
    const place = `${code} ${line}:${column}`;
    return severity === "warning" ? `(${place})` : place;
  });
}

/** A route as a short text. */
function shape({ receiver, matchers, continue: goesOn, routes, ...more }: Route): unknown {
  const { muteTimeIntervals, activeTimeIntervals, ...times } = more;
  return {
    to: receiver,
    if: matchers.map(({ name, operator, value }) => `${name}${operator}${value}`).join(" "),
    ...(goesOn ? { goesOn } : {}),
    times: Object.values(times).map((ms) => ms / 1000),
    ...(muteTimeIntervals === undefined ? {} : { muted: muteTimeIntervals.map(({ name }) => name) }),
    ...(activeTimeIntervals === undefined ? {} : { active: activeTimeIntervals.map(({ name }) => name) }),
    ...(routes.length === 0 ? {} : { routes: routes.map(shape) }),
  };
}

describe("the route tree", () => {
  it("has our times where it says none", () => {
    const { config, diagnostics } = parse("route: {receiver: a}\nreceivers: [{name: a}]\n");
    expect(diagnostics).toEqual([]);
    expect(config?.route && shape(config.route)).toEqual({ to: "a", if: "", times: [5, 60, 14_400] });
    expect(config?.info).toBe("record");
  });

  it("hands down what a child leaves out", () => {
    const { config, diagnostics } = parse(`${receivers}route:
  receiver: a
  info: tell
  group_wait: 30s
  routes:
    - receiver: b
      matchers: ['severity="critical"', "service=~athens|goproxy"]
      continue: true
      group_interval: 5m
      routes:
        - {matchers: ['team!=""'], repeat_interval: 12h, group_wait: 0}
    - {receiver: c, matchers: ['x!~"y"']}
`);
    expect(diagnostics).toEqual([]);
    expect(config?.info).toBe("tell");
    expect(config?.route && shape(config.route)).toEqual({
      to: "a",
      if: "",
      times: [30, 60, 14_400],
      routes: [
        {
          to: "b",
          if: "severity=critical service=~athens|goproxy",
          goesOn: true,
          times: [30, 300, 14_400],
          routes: [{ to: "b", if: "team!=", times: [0, 300, 43_200] }],
        },
        { to: "c", if: "x!~y", times: [30, 60, 14_400] },
      ],
    });
  });

  it("may be pasted in from Alertmanager, whose group_by has no effect", () => {
    const { config, diagnostics } = parse(
      "route: {receiver: a, group_by: [alertname, cluster]}\nreceivers: [{name: a}]\n",
    );
    expect(config?.route?.receiver).toBe("a");
    expect(diagnostics).toMatchObject([
      {
        code: "config/ignored",
        severity: "warning",
        message: "`group_by` has no effect",
        hint: "which alerts form one incident is said by each rule's `incident_by`",
      },
    ]);
  });

  it("may be muted by time intervals, which are not handed down", () => {
    const { config, diagnostics } = parse(`receivers: [{name: a}]
time_intervals:
  - {name: nights, time_intervals: [{times: [{start_time: "22:00", end_time: "24:00"}]}]}
  - {name: days, time_intervals: [{weekdays: ["monday:friday"], location: Europe/Berlin}, {years: [2027]}]}
route:
  receiver: a
  routes: [{mute_time_intervals: [nights], active_time_intervals: [days], matchers: [x=y], routes: [{matchers: [x=z]}]}]
`);
    expect(diagnostics).toEqual([]);
    const [child] = config?.route?.routes ?? [];
    expect(child && shape(child)).toMatchObject({ muted: ["nights"], active: ["days"] });
    expect(child?.activeTimeIntervals?.[0]?.intervals).toEqual([
      { weekdays: [{ from: 1, to: 5 }], timeZone: "Europe/Berlin" },
      { years: [{ from: 2027, to: 2027 }], timeZone: "UTC" },
    ]);
    expect(child?.routes[0]?.muteTimeIntervals).toBeUndefined();
  });

  it.each([
    ['{times: [{start_time: "9:00", end_time: "10:00"}]}', "`9:00` is no time of day"],
    ['{times: [{start_time: "10:00", end_time: "10:00"}]}', "it ends before it begins"],
    ['{times: [{start_time: "10:00", end_time: "24:01"}]}', "`24:01` is no time of day"],
    ["{weekdays: [friday:monday]}", "`friday:monday` is no weekday"],
    ["{weekdays: [mon]}", "`mon` is no weekday"],
    ["{days_of_month: [0]}", "`0` is no day of the month"],
    ["{days_of_month: ['32']}", "`32` is no day of the month"],
    ["{months: ['13']}", "`13` is no month"],
    ["{years: ['2027:2026']}", "`2027:2026` is no year"],
    ["{location: Local}", undefined],
  ])("says what is wrong with the time interval %s", (interval, message) => {
    const [one] = parse(`time_intervals: [{name: n, time_intervals: [${interval}]}]\n`).diagnostics;
    if (message === undefined) expect(one?.severity).toBe("error");
    else expect(one?.message).toBe(message);
  });

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ["route: {receiver: d}", ["config/unknown-receiver 2:19"]],
    [
      "route: {receiver: a, routes: [{mute_time_intervals: [nights], receiver: b}]}",
      ["(config/unused-receiver 1:42)", "config/unknown-time-interval 2:54"],
    ],
    ["route: {receiver: a, mute_time_intervals: [nights]}", ["config/unknown-key 2:22"]],
    ["route: {receiver: a, routes: [{receiver: bb}]}", ["config/unknown-receiver 2:42"]],
    ["route: {}", ["config/missing-key 2:1"]],
    ["route: {receiver: a, repeat_interval: 0}", ["config/bad-duration 2:39"]],
    ["route: {receiver: a, info: yes}", ["config/wrong-type 2:28"]],
    ["route: {receiver: a, matchers: [x=y]}", ["config/unknown-key 2:22"]],
    ["route: {receiver: a, routes: [{matchers: ['=x']}]}", ["config/bad-matcher 2:43"]],
    ["route: {receiver: a, routes: [{matchers: ['x=~\"(\"']}]}", ["config/bad-matcher 2:43"]],
    ["route: {receiver: a, routes: [{matchers: x=y}]}", ["config/wrong-type 2:42"]],
    ["route: {receiver: a, routes: [{routes: [{info: tell}]}]}", ["config/unknown-key 2:42"]],
    [
      "route: {receiver: a, routes: [{receiver: b}, {receiver: c, matchers: [x=y]}]}",
      ["(config/unreachable-route 2:46)"],
    ],
    ["route: {receiver: a, routes: [{receiver: b, matchers: [x=y]}]}", ["(config/unused-receiver 1:42)"]],
  ];
  it.each(wrong)("%s", (text, expected) => {
    expect(found(receivers + text)).toEqual(expected);
  });

  it.each([
    ["match: {severity: critical}", "write it as `matchers: ['name=\"value\"']`"],
    ["match_re: {service: a|b}", "write it as `matchers: ['name=~\"pattern\"']`"],
    ["recever: a", "did you mean `receiver`?"],
  ])("says what to write in place of %s", (keys, hint) => {
    const deep = `${receivers}route: {receiver: a, routes: [{routes: [{${keys}}]}]}`;
    const [diagnostic] = parse(deep).diagnostics;
    expect(diagnostic).toMatchObject({ code: "config/unknown-key", hint });
    expect(diagnostic?.sourceLine).not.toContain("[secret]");
  });

  it("says that the root takes everything", () => {
    const [diagnostic] = parse(`${receivers}route: {receiver: a, continue: true}`).diagnostics;
    expect(diagnostic?.hint).toBe(
      "the root takes everything; what chooses belongs to an item of its `routes`",
    );
  });

  it("knows the fallback receiver, to which no route need lead", () => {
    const two = "receivers: [{name: a}, {name: b}]\nroute: {receiver: a}\n";
    expect(found(`${two}fallback_receiver: b`)).toEqual([]);
    expect(parse(`${two}fallback_receiver: b`).config?.fallbackReceiver).toBe("b");
    expect(found(`${two}fallback_receiver: c`)).toEqual(["config/unknown-receiver 3:20"]);
  });

  it("has a limit", () => {
    const many = Array.from({ length: maxRoutes }, (_, at) => `{matchers: [x="${at}"]}`).join(", ");
    expect(found(`receivers: [{name: a}]\nroute: {receiver: a, routes: [${many}]}`)).toEqual([
      "config/too-many 2:8",
    ]);
  });
});
