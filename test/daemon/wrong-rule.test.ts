import { expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { startServe } from "./daemon-process.ts";
import {
  configText,
  type ListedIncident,
  postLines,
  REFUSALS,
  requestLine,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { until } from "./until.ts";

it("serve starts beside a wrong rule file, says so, and judges by the rest", async () => {
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "rules/wrong.yaml": REFUSALS.replace("id: refusals", "id: wrong").replace("window: 4s", "windou: 4s"),
    "rules/broken.yaml": "id: [",
    "tocsin.yaml": configText({}, "delay: 0s\n"),
  });
  const daemon = await startServe(folder);
  expect(daemon.stderr()).toContain("rules/wrong.yaml:11:3 error rule/unknown-key");
  expect(daemon.stderr()).toContain("did you mean `window`?");
  expect(daemon.stderr()).toContain("rules/broken.yaml:1:");
  expect(daemon.stdout()).toContain("judges by 1 rule,");
  await postLines(daemon.address, requestLine());
  const incidents = await until("an incident", async () => {
    const list = await tocsinJson<readonly ListedIncident[]>(folder, "incidents", "list");
    const found = new Set(list.flatMap(({ alerts }) => alerts.map((alert) => alert.rule)));
    return found.has("refusals") && found.has("tocsin-rule-file") && list;
  });
  const about = incidents.map(({ alerts }) => alerts.map((alert) => alert.rule)).sort();
  expect(about).toEqual([["refusals"], ["tocsin-rule-file", "tocsin-rule-file"]]);
  expect(await daemon.stop()).toBe(0);
}, 40_000);

it("a second serve on the same data is refused with 2, and names the first", async () => {
  const folder = scenarioFolder({ "rules/refusals.yaml": REFUSALS, "tocsin.yaml": configText({}) });
  const daemon = await startServe(folder);
  const second = await runProgram(["serve"], { cwd: folder });
  expect(second.exit).toBe(2);
  expect(second.stdout).toBe("");
  expect(second.stderr).toMatch(
    /^tocsin: another process works with data \(process \d+ at http:\/\/127\.0\.0\.1:\d+\)\n/,
  );
  expect(second.stderr).toContain(daemon.address);
  expect((await fetch(`${daemon.address}/-/healthy`)).status).toBe(200);
  expect(await daemon.stop()).toBe(0);
}, 40_000);
