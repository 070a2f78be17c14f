import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../../src/demo/mailbox.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import {
  configText,
  REFUSALS,
  requestLine,
  SECRETS,
  SLACK_TOKEN,
  type Status,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { type SlackChannel, startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

let slack: SlackChannel;
let mailbox: Mailbox;
let daemon: DaemonProcess;
let folder: string;
let evidence: string;

beforeAll(async () => {
  folder = scenarioFolder({ "rules/refusals.yaml": REFUSALS, "edge.log": "" });
  mkdirSync(join(folder, "mails"));
  slack = await startSlackChannel();
  mailbox = await startMailbox(join(folder, "mails"));
  const sources = "delay: 0s\nsources: [{name: edge, path: ./edge.log, env: prod}]\n";
  appendFileSync(
    join(folder, "tocsin.yaml"),
    configText({ slackUrl: slack.url, smtpPort: mailbox.port }, sources),
  );
  daemon = await startServe(folder, SECRETS);
  evidence = requestLine();
  const calm = requestLine({ status: 200, client_id: "ci-2" });
  appendFileSync(join(folder, "edge.log"), `${calm}\n${evidence}\n`);
  await until(
    "the root in Slack and the first mail",
    () => slack.roots().length > 0 && mailbox.received().length > 0,
    {
      seen: () => [slack.calls, mailbox.received(), daemon.stderr()],
    },
  );
  await until("the end to be told", () => slack.replies().length > 0 && mailbox.received().length > 1, {
    seen: () => [slack.calls.map(({ method }) => method), mailbox.received(), daemon.stderr()],
  });
}, 60_000);

afterAll(async () => {
  await slack.close();
  await mailbox.stop();
});

describe("a line in a tailed file becomes an incident that is told", () => {
  const traceId = (): string => /"trace_id":"([0-9a-f]{32})"/.exec(evidence)?.[1] ?? "none";

  it("posts one root, edits it at the end, and says so in its thread", () => {
    const [root] = slack.roots();
    expect(slack.roots()).toHaveLength(1);
    expect(root?.versions[0]).toContain("CRITICAL OPEN · athens answers 502");
    expect(root?.versions).toHaveLength(2);
    expect(root?.versions[1]).toContain("RESOLVED");
    expect(slack.replies()).toHaveLength(1);
    expect(slack.replies()[0]?.threadTs).toBe(root?.ts);
    expect(slack.replies()[0]?.versions[0]).toContain("RESOLVED");
    expect(slack.replies()[0]?.broadcast).toBe(false);
    expect(slack.calls.map(({ method }) => method)).toEqual([
      "chat.postMessage",
      "chat.update",
      "chat.postMessage",
    ]);
  });

  it("sends two mails of one thread", () => {
    const [first, second, ...more] = mailbox.received();
    expect(more).toEqual([]);
    expect(first?.inReplyTo).toBeUndefined();
    expect(second?.inReplyTo).toBe(first?.messageId);
    expect(second?.subject.replace(/^Re: /, "")).toBe(first?.subject);
    expect(first).toMatchObject({
      from: "tocsin@example.com",
      to: "on-call@example.com",
      attachments: ["INC-1.md"],
    });
    expect(first?.text).not.toContain("RESOLVED");
    expect(second?.text).toContain("RESOLVED");
  });

  it("carries evidence and trace id in each first message", () => {
    const root = slack.roots()[0]?.versions[0] ?? "";
    expect(root).toContain(traceId());
    expect(root).toContain("GET …/@v/list → 502");
    const mail = mailbox.received()[0]?.text ?? "";
    expect(mail).toContain(traceId());
    // The mail breaks long lines; what it breaks is the line as it was.
    expect(mail.replace(/\n {2}\| /g, "")).toContain(evidence);
    expect(mail).toContain("build-platform");
  });

  it("signs in to Slack with the token and shows it nowhere", () => {
    expect(new Set(slack.calls.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${SLACK_TOKEN}`]),
    );
    expect(daemon.stdout() + daemon.stderr()).not.toContain(SLACK_TOKEN);
  });

  it("leaves a ledger without gaps and an empty outbox", async () => {
    const status = await until("the outbox to be empty", async () => {
      const now = await tocsinJson<Status>(folder, "status");
      return now.deliveries.queued === 0 && now;
    });
    expect(status.ledger).toMatchObject({ gaps: 0, late: 0 });
    expect(status.deliveries).toEqual({ queued: 0, accepted: 5, dead: 0 });
    expect(status.sources).toMatchObject([{ source: "edge", entries: 2, unparsable: 0 }]);
  });

  it("says what it does when it starts, and ends with 0 when it is told to", async () => {
    expect(daemon.stdout()).toMatch(
      /^Tocsin judges by 1 rule, keeps its data in data and listens on http:\/\/127\.0\.0\.1:\d+\n$/,
    );
    expect(await daemon.stop()).toBe(0);
  });
});
