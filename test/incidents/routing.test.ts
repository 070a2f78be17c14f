import { describe, expect, test } from "vitest";
import { audienceOf, pathsTo } from "../../src/incidents/audience.ts";
import type { Alert, Group } from "../../src/model/alert.ts";
import { type InfoPolicy, type Route, routesFor } from "../../src/model/route.ts";
import type { Severity } from "../../src/model/rule.ts";
import { hour, minute, route } from "./made-up.ts";

/** A tree that has one of everything. */
const tree: Route = route("root", {
  routes: [
    route(
      "team-a",
      {
        routes: [
          route("a-critical", {}, 'severity="critical"'),
          route("a-night", { continue: true }, 'shift=~"night|weekend"'),
          route("a-late", {}, 'shift="night"'),
        ],
      },
      'team="a"',
    ),
    route("audit", { continue: true }, 'audited!=""'),
    route("team-b", { routes: [route("b-other", {}, 'service!~"athens|goproxy"')] }, 'team=~"b|c"'),
    route("nobody", {}, 'team=""'),
  ],
});

describe("the routes of an alert, as Alertmanager's dispatcher chooses them", () => {
  test.each<readonly [Readonly<Record<string, string>>, readonly string[], string]>([
    [{ team: "z" }, ["root"], "no child matches: the node itself"],
    [{ team: "a" }, ["team-a"], "no grandchild matches: the child"],
    [{ team: "a", severity: "critical" }, ["a-critical"], "the deepest one"],
    [
      { team: "a", severity: "critical", shift: "night" },
      ["a-critical"],
      "the first that matches ends the search",
    ],
    [{ team: "a", shift: "night" }, ["a-night", "a-late"], "unless it says continue"],
    [{ team: "a", shift: "weekend" }, ["a-night"], "continue without a further match"],
    [{ team: "a", shift: "nightly" }, ["team-a"], "a pattern must match the whole value"],
    [
      { team: "a", audited: "yes" },
      ["team-a"],
      "a match above ends the search before a sibling that continues",
    ],
    [{ team: "b", audited: "yes", service: "athens" }, ["audit", "team-b"], "continue among siblings"],
    [{ team: "z", audited: "yes" }, ["audit"], "what continued was taken all the same, so not the root"],
    [{ team: "c", service: "sumdb" }, ["b-other"], "!~ of the whole value"],
    [{ team: "c" }, ["b-other"], "an absent label is empty, which !~ takes"],
    [{}, ["nobody"], 'an absent label is "", which ="" takes'],
    [{ team: "" }, ["nobody"], "and so is an empty one"],
  ])("%j → %j: %s", (labels, expected) => {
    expect(routesFor(tree, labels).map((one) => one.receiver)).toEqual(expected);
  });

  test("a root that does not match takes nothing", () => {
    expect(routesFor(route("root", {}, 'a="b"'), {})).toEqual([]);
  });
});

function alert(severity: Severity, group: Group = {}): Pick<Alert, "labels" | "group" | "severity"> {
  const labels: Record<string, string> = { alertname: "r", severity };
  for (const [name, value] of Object.entries(group)) labels[name] = value === null ? "(none)" : String(value);
  return { labels, group, severity };
}

function receivers(
  root: Route | undefined,
  info: InfoPolicy,
  one: ReturnType<typeof alert>,
): readonly string[] {
  return pathsTo(one, { route: root, info }).flatMap((path) => path.at(-1)?.route.receiver ?? []);
}

describe("who is to hear of an alert", () => {
  const bySeverity = route("root", {
    routes: [route("infos", {}, 'severity="info"'), route("named", {}, 'service="athens"')],
  });
  const notCritical = route("root", { routes: [route("calm", {}, 'severity!="critical"')] });
  const below = route("root", {
    routes: [route("mild", { routes: [route("athens", {}, "service=athens")] }, 'severity=~"info|warning"')],
  });

  test.each<readonly [string, Route | undefined, InfoPolicy, ReturnType<typeof alert>, readonly string[]]>([
    ["nobody without a route", undefined, "tell", alert("critical"), []],
    ["warnings go where the tree leads", route("root"), "record", alert("warning"), ["root"]],
    ["info goes nowhere by itself", route("root"), "record", alert("info"), []],
    ["info: tell treats it like the others", route("root"), "tell", alert("info"), ["root"]],
    ["a route that asks for it is told", bySeverity, "record", alert("info"), ["infos"]],
    ["also from above", below, "record", alert("info", { service: "athens" }), ["athens"]],
    ["what only excludes others does not ask for it", notCritical, "record", alert("info"), []],
    [
      "a group without a value is no label",
      route("root", { routes: [route("x", {}, 'pod=""')] }),
      "record",
      alert("warning", { pod: null }),
      ["x"],
    ],
    [
      "a number of the group is text",
      route("root", { routes: [route("x", {}, 'status="502"')] }),
      "record",
      alert("warning", { status: 502 }),
      ["x"],
    ],
  ])("%s", (_, root, info, one, expected) => {
    expect(receivers(root, info, one)).toEqual(expected);
  });

  test("the way to a route names each place from the root down", () => {
    const [path] = pathsTo(alert("info", { service: "athens" }), { route: below, info: "record" });
    expect(path?.map(({ route: { receiver }, place }) => [receiver, place])).toEqual([
      ["root", 0],
      ["mild", 0],
      ["athens", 0],
    ]);
  });

  test("a receiver that several routes lead to has the shortest of each time", () => {
    const audience = audienceOf([
      route("a", { groupWaitMs: 10, groupIntervalMs: minute, repeatIntervalMs: hour }),
      route("b"),
      route("a", { groupWaitMs: 20, groupIntervalMs: 5, repeatIntervalMs: 4 * hour }),
    ]);
    expect([...audience.keys()]).toEqual(["a", "b"]);
    expect(audience.get("a")).toEqual({ groupWaitMs: 10, groupIntervalMs: 5, repeatIntervalMs: hour });
  });
});
