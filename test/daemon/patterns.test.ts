import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { startServe } from "./daemon-process.ts";
import { configText, REFUSALS, requestLine, type Status, scenarioFolder, tocsinJson } from "./scenario.ts";
import { until } from "./until.ts";

it("a pattern of Kubernetes' files is followed: new pods are found, and a restart stores nothing twice", async () => {
  const sources =
    "delay: 0s\nsources: [{name: pods, path: 'pods/goproxy_*/*/*.log', format: generic_json, service: athens}]\n";
  const folder = scenarioFolder({ "rules/refusals.yaml": REFUSALS, "tocsin.yaml": configText({}, sources) });
  const write = (pod: string, lines: number): void => {
    const path = join(folder, `pods/goproxy_${pod}_8d1f4a5e-0000/athens/0.log`);
    mkdirSync(dirname(path), { recursive: true });
    const stamp = new Date().toISOString();
    const text = Array.from({ length: lines }, () => `${stamp} stdout F ${requestLine({ status: 200 })}\n`);
    appendFileSync(path, text.join(""));
  };
  const stored = async (): Promise<number> => {
    const { sources: all } = await tocsinJson<Status>(folder, "status");
    return all.find(({ source }) => source === "pods")?.entries ?? 0;
  };
  const has = (count: number) =>
    until(`${count} entries`, async () => ((await stored()) === count ? true : undefined));

  write("athens-0", 3);
  write("athens-1", 2);
  const first = await startServe(folder);
  await has(5);
  write("athens-2", 4);
  await has(9);
  await first.kill();
  write("athens-0", 1);
  const second = await startServe(folder);
  await has(10);
  const metrics = await (await fetch(`${second.address}/metrics`)).text();
  expect(metrics).toContain('tocsin_source_files{source="pods"} 3');
  await second.stop();
  const { stdout } = await runProgram(["query", 'k8s_namespace == "goproxy"', "--count"], { cwd: folder });
  expect(stdout.trim()).toBe("10");
}, 90_000);
