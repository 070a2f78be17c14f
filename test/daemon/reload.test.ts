import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ran, runProgram } from "../cli/program.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import { postLines, requestLine, SECRETS, type Status, scenarioFolder, tocsinJson } from "./scenario.ts";
import { type SlackChannel, startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

function rule(id: string, status: number, window = "10m", title = `{{service}} answers ${status}`): string {
  return `id: ${id}
title: "${title}"
severity: critical
where: kind == "http_request"
group_by: [service]
condition: {type: any, match: status == ${status}, window: ${window}}
`;
}

function config(slackUrl: string, more = ""): string {
  const receiver = (name: string): string =>
    `  - {name: ${name}, slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slackUrl}"}]}\n`;
  return `listen: 127.0.0.1:0
rules: [./rules]
templates: ./templates
delay: 3s
sources: [{name: edge, path: ./edge.log}]
receivers:
${receiver("chat")}${receiver("second")}${more}`;
}

const ROUTE = "route: {receiver: chat, group_wait: 1s}\n";
const TWO = `route:
  receiver: chat
  group_wait: 1s
  routes:
    - {matchers: ['alertname="also"'], receiver: second}
`;

let slack: SlackChannel;
let daemon: DaemonProcess;
let folder: string;

function tocsin(...args: readonly string[]): Promise<Ran> {
  return runProgram(args, { cwd: folder, env: SECRETS });
}

function write(path: string, text: string): void {
  // As editors do that save whole files: nobody reads half of it.
  writeFileSync(join(folder, `${path}.new~`), text);
  renameSync(join(folder, `${path}.new~`), join(folder, path));
}

interface Listed {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly alerts: readonly { readonly rule: string; readonly state: string; readonly id: string }[];
}

function incidents(): Promise<readonly Listed[]> {
  return tocsinJson<readonly Listed[]>(folder, "incidents", "list");
}

function incidentOf(ruleId: string, state: string): Promise<Listed> {
  return until(
    `${ruleId} to be ${state}`,
    async () =>
      (await incidents()).find(
        (one) => one.state === state && one.alerts.some((alert) => alert.rule === ruleId),
      ),
    { maxMs: 90_000, seen: () => daemon.stderr().slice(-2_000) },
  );
}

function inSlack(text: string): Promise<string> {
  return until(
    `Slack to say ${text}`,
    () =>
      [...slack.roots(), ...slack.replies()].flatMap((one) => one.versions).find((one) => one.includes(text)),
    { maxMs: 90_000, seen: () => [slack.roots(), daemon.stderr().slice(-2_000)] },
  );
}

beforeAll(async () => {
  folder = scenarioFolder({
    "rules/down.yaml": rule("down", 502),
    "rules/other.yaml": rule("other", 504),
    "edge.log": "",
  });
  mkdirSync(join(folder, "templates/slack"), { recursive: true });
  slack = await startSlackChannel();
  writeFileSync(join(folder, "tocsin.yaml"), config(slack.url, ROUTE));
  daemon = await startServe(folder, SECRETS);
}, 120_000);

afterAll(async () => {
  await daemon.stop();
  await slack.close();
});

describe("files that change while lines flow and an alert is open", () => {
  it("an edit of words keeps the alert, an edit of meaning lets it go on under its id, with a note", async () => {
    appendFileSync(join(folder, "edge.log"), `${requestLine({ status: 502 })}\n`);
    const before = await incidentOf("down", "open");
    await inSlack("athens answers 502");
    write("rules/down.yaml", rule("down", 502, "11m", "{{service}} is down"));
    await until(
      "the note",
      async () => (await tocsin("incidents", "show", "1")).stdout.includes("was edited"),
      {
        maxMs: 90_000,
        seen: () => daemon.stderr(),
      },
    );
    const after = await incidentOf("down", "open");
    expect(after.alerts.map((alert) => alert.id)).toEqual(before.alerts.map((alert) => alert.id));
    expect(slack.roots()).toHaveLength(1);
  }, 400_000);

  it("a rule that is added sees what has been; one that is removed ends its alerts", async () => {
    write("rules/also.yaml", rule("also", 502, "12m", "{{service}} also"));
    await inSlack("athens also");
    rmSync(join(folder, "rules/also.yaml"));
    await incidentOf("also", "resolved");
    expect((await incidentOf("down", "open")).number).toBe(1);
  }, 400_000);

  it("a file that breaks keeps its last version, is told of, also over a restart, until it is mended", async () => {
    write("rules/down.yaml", rule("down", 502, "11m").replace("window", "windou"));
    await inSlack("rules/down.yaml:6 does not load");
    const said = await tocsin("reload");
    expect(said.exit).toBe(1);
    expect(said.stdout).toContain("rules/down.yaml:6:");
    expect(said.stdout).toContain("did you mean `window`?");
    expect(said.stdout).toContain("judging by 2 rules");
    await daemon.stop();
    daemon = await startServe(folder, SECRETS);
    expect(daemon.stdout()).toContain("judges by 2 rules");
    appendFileSync(join(folder, "edge.log"), `${requestLine({ status: 502, service: "goproxy" })}\n`);
    const down = await until(
      "the last good version to fire",
      async () => {
        const alerts = (await incidents()).flatMap((one) => one.alerts);
        const found = alerts.filter((alert) => alert.rule === "down");
        return found.length === 2 && found;
      },
      { maxMs: 90_000 },
    );
    expect(down.map((alert) => alert.state)).toEqual(["firing", "firing"]);
    write("rules/down.yaml", rule("down", 502, "11m"));
    await incidentOf("tocsin-rule-file", "resolved");
    expect((await tocsin("reload")).stdout).toContain("everything loads; judging by 2 rules\n");
  }, 400_000);

  it("receivers and routes change live; what cannot says so; a broken configuration changes nothing", async () => {
    write("tocsin.yaml", config(slack.url, TWO).replace("127.0.0.1:0", "127.0.0.1:1"));
    expect((await tocsin("reload")).stdout).toContain("needs a restart: `listen` changed");
    write("rules/also.yaml", rule("also", 502, "12m", "{{service}} for the second"));
    await inSlack("for the second");
    write("tocsin.yaml", `${config(slack.url, TWO)}receivrs: []\n`);
    const broken = await tocsin("reload", "--data", "data");
    expect(broken.exit).toBe(1);
    expect(broken.stdout).toContain("the configuration before stays in force, whole");
    expect((await fetch(`${daemon.address}/-/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${daemon.address}/metrics`)).text();
    expect(metrics).toContain("tocsin_config_last_reload_successful 0");
    expect((await tocsin("status", "--data", "data")).exit).not.toBe(0);
    await inSlack("configuration tocsin.yaml:");
    write("tocsin.yaml", config(slack.url, TWO));
    await incidentOf("tocsin-config", "resolved");
    expect(await (await fetch(`${daemon.address}/metrics`)).text()).toContain(
      "tocsin_config_last_reload_successful 1",
    );
  }, 400_000);

  it("a broken template falls back to the shipped one, and is told of", async () => {
    writeFileSync(join(folder, "templates/slack/headline.hbs"), "{{#if title}}");
    await inSlack("headline.hbs");
    rmSync(join(folder, "templates/slack/headline.hbs"));
    await incidentOf("tocsin-template", "resolved");
  }, 400_000);

  it("twenty reloads under load lose no line, no ledger, and tell nothing twice", async () => {
    const before = (await tocsinJson<Status>(folder, "status")).sources;
    const entriesBefore = before.reduce((sum, { entries }) => sum + entries, 0);
    let posted = 0;
    let flowing = true;
    const flow = (async () => {
      while (flowing) {
        const lines = Array.from({ length: 20 }, () => requestLine({ status: 200 })).join("\n");
        const answer = await postLines(daemon.address, lines);
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
        appendFileSync(join(folder, "edge.log"), `${requestLine({ status: 200 })}\n`);
        posted += 21;
      }
    })();
    for (let round = 0; round < 20; round++) {
      write("rules/other.yaml", rule("other", 504, `${round + 3}m`));
      const answer = await fetch(`${daemon.address}/-/reload`, { method: "POST" });
      expect(answer.status).toBe(200);
    }
    process.kill(Number(/process (\d+)|daemon (\d+)/.exec((await tocsin("status")).stdout)?.[2]), "SIGHUP");
    flowing = false;
    await flow;
    const status = await until(
      "every line to be stored",
      async () => {
        const now = await tocsinJson<Status>(folder, "status");
        const stored = now.sources.reduce((sum, { entries }) => sum + entries, 0);
        return stored === entriesBefore + posted && now;
      },
      { maxMs: 90_000 },
    );
    expect(status.ledger).toMatchObject({ gaps: 0, late: 0 });
    expect(slack.roots().filter((one) => one.versions[0]?.includes("answers 502"))).toHaveLength(1);
  }, 400_000);

  it("links that are swapped, as a mounted ConfigMap does it, are seen", async () => {
    mkdirSync(join(folder, "rules/..1"));
    mkdirSync(join(folder, "rules/..2"));
    writeFileSync(join(folder, "rules/..1/mapped.yaml"), rule("mapped", 418, "12m", "first map"));
    writeFileSync(join(folder, "rules/..2/mapped.yaml"), rule("mapped", 502, "12m", "second map"));
    symlinkSync("..1", join(folder, "rules/..data"));
    symlinkSync("..data/mapped.yaml", join(folder, "rules/mapped.yaml"));
    await until(
      "three or more rules",
      async () => /judging by 4 rules/.test((await tocsin("reload")).stdout),
      {
        maxMs: 30_000,
      },
    );
    symlinkSync("..2", join(folder, "rules/..data~"));
    renameSync(join(folder, "rules/..data~"), join(folder, "rules/..data"));
    await inSlack("second map");
  }, 400_000);
});
