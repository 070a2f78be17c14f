import { describe, expect, test } from "vitest";
import type { IncidentFacts } from "../../src/model/facts.ts";
import { buildView } from "../../src/render/build-view.ts";
import { type MailIdentity, renderEmail } from "../../src/render/email.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { checkSlackMessage } from "../../src/render/slack-limits.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { type Case, consecutive, hostile, longBackoff, minimal, outage, resolved } from "./incidents.ts";
import { aHistory, asShipped, outageBegan, recordedOutage } from "./recorded-outage.ts";
import { shippedTemplates } from "./shipped.ts";

const templates = await shippedTemplates();

interface Golden {
  readonly name: string;
  readonly of: Case;
  readonly reason: "opened" | "worsened" | "resolved";
  readonly publicUrl?: string;
}

const publicUrl = "https://tocsin.example";
const backoffEnd = consecutive.incident.openedAt + 336_000;

const NEWS = { opened: "opened", worsened: "worse", resolved: "other" } as const;

const GOLDEN: readonly Golden[] = [
  { name: "outage-opened", of: recordedOutage(outageBegan + 30_000), reason: "opened", publicUrl },
  { name: "outage-worsened", of: recordedOutage(outageBegan + 66_000), reason: "worsened", publicUrl },
  { name: "outage-resolved", of: recordedOutage(outageBegan + 148_000), reason: "resolved", publicUrl },
  // The rules as shipped, a change that was reported, and an earlier incident of the kind.
  {
    name: "lab2-opened",
    of: recordedOutage(outageBegan + 30_000, asShipped, aHistory),
    reason: "opened",
    publicUrl,
  },
  {
    name: "lab2-resolved",
    of: recordedOutage(outageBegan + 148_000, asShipped, aHistory),
    reason: "resolved",
    publicUrl,
  },
  // Athens' error lines say why, by the request ids of the front proxy.
  { name: "explained-opened", of: outage, reason: "opened" },
  { name: "consecutive-opened", of: consecutive, reason: "opened" },
  {
    name: "consecutive-resolved",
    of: resolved(consecutive, backoffEnd, backoffEnd + 3000),
    reason: "resolved",
  },
  { name: "long-backoff-opened", of: longBackoff, reason: "opened" },
  {
    name: "long-backoff-resolved",
    of: resolved(longBackoff, backoffEnd, backoffEnd + 3000),
    reason: "resolved",
  },
  { name: "hostile", of: hostile, reason: "opened" },
  { name: "minimal", of: minimal, reason: "opened" },
];

describe.each(GOLDEN)("$name", ({ name, of, reason, publicUrl }) => {
  const redactions: IncidentFacts["redactions"] = { state: "known", value: [{ name: "token", count: 3 }] };
  const facts = name.startsWith("outage") && of.facts !== undefined ? { ...of.facts, redactions } : of.facts;
  const view = buildView(of.incident, facts, {
    reason,
    now: of.now,
    timeline: of.timeline,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const identity: MailIdentity = {
    installation: "k7f2",
    host: "alerts.example",
    notification: { opened: 1, worsened: 2, resolved: 3 }[reason],
    news: NEWS[reason],
  };

  test("Slack", async () => {
    const root = renderSlack(view, templates);
    expect(root.troubles).toEqual([]);
    expect(checkSlackMessage(root.message)).toEqual([]);
    const reply = renderSlack(view, templates, "reply");
    expect(checkSlackMessage(reply.message)).toEqual([]);
    const text = JSON.stringify({ root: root.message, reply: reply.message }, null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.slack.json`);
  });

  test("email", async () => {
    const { message, troubles } = renderEmail(view, templates, identity);
    expect(troubles).toEqual([]);
    const headers = Object.entries(message.headers).map(([key, value]) => `${key}: ${value}`);
    const head = [
      `Subject: ${message.subject}`,
      `Message-ID: ${message.messageId}`,
      `In-Reply-To: ${message.inReplyTo ?? "(none)"}`,
      `High priority: ${message.highPriority}`,
      ...headers,
    ].join("\n");
    await expect(`${head}\n\n${message.text}`).toMatchFileSnapshot(`golden/${name}.email.txt`);
    await expect(message.html).toMatchFileSnapshot(`golden/${name}.email.html`);
  });

  test("ticket", async () => {
    const { ticket, troubles } = renderTicket(view, templates);
    expect(troubles).toEqual([]);
    await expect(ticket.markdown).toMatchFileSnapshot(`golden/${name}.ticket.md`);
  });
});
