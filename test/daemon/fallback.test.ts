import { expect, it } from "vitest";
import { json } from "../notify/slack-peer.ts";
import { startServe } from "./daemon-process.ts";
import { chanceOf } from "./killing/chance.ts";
import { createMood } from "./killing/mood.ts";
import { startMoodyMailbox } from "./killing/moody-mailbox.ts";
import {
  postLines,
  REFUSALS,
  requestLine,
  SECRETS,
  type Status,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

it("tells the fallback receiver by mail what Slack refused, with why, once, and how it ends", async () => {
  const slack = await startSlackChannel();
  slack.script((response) => {
    json(response, { ok: false, error: "token_revoked" });
    return true;
  });
  const mood = createMood(chanceOf(1));
  mood.calm();
  const mailbox = await startMoodyMailbox(mood);
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "tocsin.yaml": `listen: 127.0.0.1:0
rules: [./rules]
delay: 0s
route: {receiver: on-call, group_wait: 0s}
fallback_receiver: operators
receivers:
  - name: on-call
    slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slack.url}"}]
  - name: operators
    email_configs: [{to: [ops@example.com], from: tocsin@example.com, smarthost: "127.0.0.1:${mailbox.port}"}]
`,
  });
  const daemon = await startServe(folder, SECRETS);
  expect((await postLines(daemon.address, requestLine())).status).toBe(200);
  const [mail] = await until("a mail", () => mailbox.mails.length > 0 && mailbox.mails, {
    maxMs: 30_000,
    seen: () => daemon.stderr(),
  });
  expect(mail).toMatchObject({ incident: "INC-1", status: "open" });
  expect(mail?.text).toContain(
    "on-call could not be told of this by slack: token_revoked; it is tried again",
  );
  await until("the end", () => mailbox.mails.length > 1, { maxMs: 30_000, seen: () => daemon.stderr() });
  expect(mailbox.mails.map(({ status }) => status)).toEqual(["open", "resolved"]);
  expect((await tocsinJson<Status>(folder, "status")).deliveries).toMatchObject({ accepted: 2, dead: 0 });
  expect(await daemon.stop()).toBe(0);
  await slack.close();
  await mailbox.close();
}, 90_000);
