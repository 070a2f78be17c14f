import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../../src/demo/mailbox.ts";
import { type Ran, runProgram } from "../cli/program.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import { requestLine, SECRETS, scenarioFolder, tocsinJson } from "./scenario.ts";
import { type SlackChannel, startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

/** Holds for as long as the test may need, and ends when its rule does. */
function rule(id: string, severity: string, status: number, more = ""): string {
  return `id: ${id}
title: "{{service}} answers ${status}"
severity: ${severity}
where: kind == "http_request"
group_by: [service]
incident_by: [service]
condition: {type: any, match: status == ${status}, window: 10m}
${more}`;
}

let slack: SlackChannel;
let mailbox: Mailbox;
let daemon: DaemonProcess;
let folder: string;

function tocsin(...args: readonly string[]): Promise<Ran> {
  return runProgram(args, { cwd: folder, env: SECRETS });
}

function log(service: string, status: number): void {
  appendFileSync(join(folder, "edge.log"), `${requestLine({ service, status })}\n`);
}

async function timeline(incident: number): Promise<string> {
  return (await tocsin("incidents", "show", String(incident))).stdout;
}

/** What Slack shows of the incident in its newest version, and the replies in its thread. */
function thread(title: string): {
  readonly versions: readonly string[];
  readonly replies: readonly string[];
} {
  const root = slack.roots().find((one) => one.versions[0]?.includes(title));
  const replies = slack.replies().filter((one) => one.threadTs === root?.ts);
  return { versions: root?.versions ?? [], replies: replies.map((one) => one.versions[0] ?? "") };
}

function mailsAbout(title: string): readonly string[] {
  return mailbox
    .received()
    .filter(({ subject }) => subject.includes(title))
    .map(({ text }) => text);
}

beforeAll(async () => {
  folder = scenarioFolder({
    "rules/down.yaml": rule("down", "critical", 502),
    "rules/slow.yaml": rule("slow", "warning", 504),
    "rules/odd.yaml": rule("odd", "info", 418),
    "edge.log": "",
  });
  mkdirSync(join(folder, "mails"));
  slack = await startSlackChannel();
  mailbox = await startMailbox(join(folder, "mails"));
  writeFileSync(
    join(folder, "tocsin.yaml"),
    `listen: 127.0.0.1:0
rules: [./rules]
# Lines are stamped before the tail reads them, and must not come too late on a busy machine.
delay: 3s
sources: [{name: edge, path: ./edge.log}]
route:
  receiver: chat
  group_wait: 0s
  routes:
    - matchers: ['service="forgotten"']
      repeat_interval: 3s
    - matchers: ['severity="critical"']
      receiver: pager
receivers:
  - name: chat
    slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slack.url}"}]
  - name: pager
    email_configs:
      - {to: [on-call@example.com], from: Tocsin <tocsin@example.com>, smarthost: "127.0.0.1:${mailbox.port}", require_tls: false}
`,
  );
  daemon = await startServe(folder, SECRETS);
}, 60_000);

afterAll(async () => {
  await daemon.stop();
  await slack.close();
  await mailbox.stop();
});

describe("people and a running daemon", { timeout: 60_000 }, () => {
  it("tells each receiver what its route asks for, and one that a later alert brings in from the start", async () => {
    log("athens", 504);
    await until("chat to hear of it", () => thread("athens answers 504").versions.length > 0);
    expect(mailsAbout("athens")).toEqual([]);
    log("athens", 502);
    await until("the pager to hear of it", () => mailsAbout("athens answers 504").length > 0, {
      seen: () => [slack.calls, mailbox.received(), daemon.stderr()],
    });
    expect(mailsAbout("athens")[0]).toContain("CRITICAL");
    await until("chat to hear that it got worse", () => thread("athens answers 504").replies.length > 0);
    expect(thread("athens answers 504").replies[0]).toContain("CRITICAL");
  });

  it("is acknowledged, assigned, noted on and resolved from the command line", async () => {
    expect((await tocsin("incidents", "ack", "1", "--by", "ann")).stdout).toBe(
      "INC-1: acknowledged by ann\n",
    );
    await until("the thread to say so", () => thread("athens answers 504").replies.length > 1);
    expect(thread("athens answers 504").replies[1]).toContain("ann has acknowledged it.");
    expect(thread("athens answers 504").versions.at(-1)).toContain("ACKNOWLEDGED");
    const again = await tocsin("incidents", "ack", "1", "--by", "ann");
    expect(again).toMatchObject({ exit: 1, stdout: "" });
    expect(again.stderr).toContain("not done: ann has acknowledged it already");

    expect((await tocsin("incidents", "assign", "INC-1", "bob", "--by", "ann")).stdout).toBe(
      "INC-1: bob has it\n",
    );
    expect((await tocsin("incidents", "note", "1", "the", "deploy", "at", "noon", "--by", "ann")).exit).toBe(
      0,
    );
    expect((await tocsin("incidents", "resolve", "1", "rolled back", "--by", "ann")).stdout).toBe(
      "INC-1: resolved\n",
    );
    await until("the end to be told", () => mailsAbout("athens").length > 1);
    expect(mailsAbout("athens")[1]).toContain("RESOLVED");
    const told = await timeline(1);
    expect(told).toContain("ann acknowledged it.");
    expect(told).toContain("ann assigned it to bob.");
    expect(told).toContain("ann: the deploy at noon");
    expect(told).toMatch(/ann resolved it after [0-9a-z ]+ \(2 of its alerts still fire\): rolled back/);
  });

  it("tells nobody of what is silenced, and tells it when the silence is ended", async () => {
    const silence = [
      "silence",
      "add",
      "service=goproxy",
      "--for",
      "1h",
      "--comment",
      "upgrade",
      "--by",
      "ann",
    ];
    const added = await tocsin(...silence);
    expect(added.stdout).toMatch(
      /^silenced until \S+Z: service="goproxy"\nno alert that fires now matches it\nend it early with: tocsin silence expire [0-9a-f]{8}\n$/,
    );
    log("goproxy", 502);
    const quiet = await until("the record to say why nobody is told", async () => {
      const shown = await timeline(2);
      return shown.includes("Nobody was told") && shown;
    });
    expect(quiet).toMatch(/Nobody was told: silenced until [-0-9: ]+ UTC by ann: upgrade\./);
    expect(quiet.match(/Nobody was told/g)).toHaveLength(1);
    expect(mailsAbout("goproxy")).toEqual([]);
    const id = /expire ([0-9a-f]{8})/.exec(added.stdout)?.[1] ?? "none";
    expect((await tocsin("silence", "list")).stdout).toContain(`│ ${id} │ active │`);
    expect((await tocsin("silence", "expire", id, "--by", "bob")).stdout).toBe(
      'ended: service="goproxy" (upgrade)\n',
    );
    await until("the pager to hear of it", () => mailsAbout("goproxy").length > 0);
    expect(mailsAbout("goproxy")[0]?.replace(/\s+/g, " ")).toMatch(
      /A silence has just ended: it was silenced until .+? by ann, ended early by bob: upgrade\./,
    );
    expect((await tocsin("silence", "list")).stdout).toBe("no silences\n");
    expect((await tocsin("silence", "expire", id)).exit).toBe(1);
  });

  it("reminds until somebody acknowledges", async () => {
    log("forgotten", 504);
    await until("a reminder", () => thread("forgotten answers 504").replies.length > 0);
    expect(thread("forgotten answers 504").replies[0]).toContain("nobody has acknowledged it");
    expect((await tocsin("incidents", "ack", "3", "--by", "ann")).exit).toBe(0);
    const acknowledged = () =>
      thread("forgotten answers 504").replies.findIndex((reply) =>
        reply.includes("ann has acknowledged it."),
      );
    await until("the thread to say that somebody has it", () => acknowledged() >= 0);
    const replies = thread("forgotten answers 504").replies.length;
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(thread("forgotten answers 504").replies).toHaveLength(replies);
  });

  it("records info and tells nobody, and `route` says why", async () => {
    log("teapot", 418);
    await until("the record to say so", async () =>
      (await timeline(4)).includes("severity info is recorded, and told only where a route asks for it"),
    );
    expect((await tocsin("route", "--incident", "4")).stdout).toContain(
      "nobody is told: severity info is recorded, and told only where a route asks for it",
    );
    expect((await tocsin("route", "--incident", "2")).stdout).toContain(
      'route takes everything\n    route.routes[1] takes severity="critical"\n',
    );
  });

  it("ends what a disabled rule and a removed one began, and says so", async () => {
    await daemon.stop();
    writeFileSync(join(folder, "rules/down.yaml"), rule("down", "critical", 502, "enabled: false\n"));
    writeFileSync(join(folder, "rules/slow.yaml"), rule("other", "warning", 599));
    daemon = await startServe(folder, SECRETS);
    await until("the end to be told", () => mailsAbout("goproxy").some((mail) => mail.includes("RESOLVED")));
    await until("the other end to be told", () =>
      thread("forgotten answers 504").versions.at(-1)?.includes("RESOLVED"),
    );
    for (const incident of [2, 3])
      expect(await timeline(incident)).toContain("its rule was removed or disabled");
    const states = await tocsinJson<readonly { readonly state: string }[]>(folder, "incidents", "list");
    expect(states.map(({ state }) => state)).toEqual(["open", "resolved", "resolved", "resolved"]);
  });

  it("takes actions without a daemon too, and tells them when the next one starts", async () => {
    await daemon.stop();
    expect((await tocsin("incidents", "note", "4", "harmless", "--by", "ann")).stdout).toBe("INC-4: noted\n");
    expect((await tocsin("incidents", "resolve", "4", "harmless", "--by", "ann")).stdout).toBe(
      "INC-4: resolved\n",
    );
    expect((await tocsin("incidents", "ack", "99")).stderr).toContain("there is no INC-99");
    daemon = await startServe(folder, SECRETS);
    expect(await timeline(4)).toContain("ann: harmless");
    const sent = await tocsin("deliveries", "list", "--limit", "3");
    expect(sent.stdout).toContain("accepted");
    expect((await tocsin("deliveries", "list", "--dead")).stdout).toBe("no deliveries\n");
    expect((await tocsin("deliveries", "resend", "INC-1/1/chat/slack/0/post")).stderr).toContain(
      "there is no dead delivery",
    );
  });
});
