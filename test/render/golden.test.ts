import { describe, expect, test } from "vitest";
import type { NotifyReason } from "../../src/model/delivery.ts";
import { buildView } from "../../src/render/build-view.ts";
import { type MailIdentity, renderEmail } from "../../src/render/email.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { checkSlackMessage } from "../../src/render/slack-limits.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { type Case, consecutive, hostile, longBackoff, minimal, outage, resolved } from "./incidents.ts";
import { shippedTemplates } from "./shipped.ts";

const templates = await shippedTemplates();

interface Golden {
  readonly name: string;
  readonly of: Case;
  readonly reason: NotifyReason;
  readonly publicUrl?: string;
}

const outageEnd = outage.incident.openedAt + 150_000;
const backoffEnd = consecutive.incident.openedAt + 336_000;

const GOLDEN: readonly Golden[] = [
  { name: "outage-opened", of: outage, reason: "opened", publicUrl: "https://tocsin.example" },
  {
    name: "outage-resolved",
    of: resolved(outage, outageEnd, outageEnd + 3000),
    reason: "resolved",
    publicUrl: "https://tocsin.example",
  },
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
  const view = buildView(of.incident, of.facts, {
    reason,
    now: of.now,
    timeline: of.timeline,
    redactions: name.startsWith("outage") ? 3 : 0,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const identity: MailIdentity = {
    installation: "k7f2",
    host: "alerts.example",
    notification: reason === "opened" ? 1 : 2,
    news: reason === "opened" ? "opened" : "other",
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
