import PostalMime, { type Email } from "postal-mime";
import { describe, expect, test } from "vitest";
import { createComposer } from "../../src/daemon/composer.ts";
import type { Delivery, NotifyReason } from "../../src/model/delivery.ts";
import { deliverOne, type Outcome } from "../../src/notify/deliver-one.ts";
import { createEmailChannel } from "../../src/notify/email.ts";
import type { Case } from "../render/incidents.ts";
import { outageBegan, recordedOutage } from "../render/recorded-outage.ts";
import { shippedTemplates } from "../render/shipped.ts";
import { droppingPeer, smtpPeer } from "./mail-server.ts";

const templates = await shippedTemplates();
const ROOT = "<inc-42.k7@h.example>";

/** The mails of one incident as the daemon makes them, at the moment of sending. */
function mailsOf(incidentAt: (now: number) => Case) {
  let now = outageBegan;
  const compose = createComposer({
    brief: async () => {
      const { incident, facts, timeline } = incidentAt(now);
      return facts === undefined ? undefined : { incident, facts, events: timeline };
    },
    incidentOnly: () => undefined,
    report: () => undefined,
    keepFacts: async () => undefined,
    redact: (text) => text,
    templates,
    clock: { now: () => now },
    publicUrl: undefined,
    dataArgument: undefined,
    installation: "k7",
    mailHost: () => "h.example",
    paint: async () => undefined,
    webhook: () => ({ maxAlerts: 0, sendResolved: true }),
  });
  return (port: number, delivery: Delivery, at: number): Promise<Outcome> => {
    now = at;
    const channel = createEmailChannel({
      host: "127.0.0.1",
      port,
      from: { address: "tocsin@h.example" },
      to: [{ address: "a@h.example" }],
      requireTls: false,
      timeouts: { connectionMs: 400, greetingMs: 400, socketMs: 900, totalMs: 2000 },
    });
    const around = { compose, root: undefined, turn: async () => undefined, fromBefore: false, since: 0 };
    return deliverOne(delivery, { type: "email", channel }, around);
  };
}

function delivery(notification: number, reason: NotifyReason): Delivery {
  return {
    id: `INC-42/${notification}/ops/email/0/mail`,
    incident: 42,
    order: notification,
    receiver: "ops",
    channel: "email",
    lane: "ops/email/0",
    operation: "mail",
    reason,
    state: "queued",
    createdAt: outageBegan + 25_000,
    dueAt: outageBegan + 30_000,
    attempts: 0,
    lastError: undefined,
    acceptedAt: undefined,
    reference: undefined,
  };
}

function headsOf({ subject, messageId, inReplyTo, references }: Email) {
  return { subject, messageId, inReplyTo, references };
}

test("three mails of one incident are one thread", async () => {
  const server = await smtpPeer();
  const send = mailsOf(recordedOutage);
  await send(server.port, delivery(1, "opened"), outageBegan + 30_000);
  await send(server.port, delivery(2, "worsened"), outageBegan + 66_000);
  await send(server.port, delivery(3, "resolved"), outageBegan + 148_000);
  const mails = await Promise.all(server.mails.map((mail) => PostalMime.parse(mail)));
  const subject = "[INC-42] No upstream of module-proxy answers";
  const answer = { subject: `Re: ${subject}`, inReplyTo: ROOT, references: ROOT };
  expect(mails.map(headsOf)).toEqual([
    { subject, messageId: ROOT, inReplyTo: undefined, references: undefined },
    { ...answer, messageId: "<inc-42.2.k7@h.example>" },
    { ...answer, messageId: "<inc-42.3.k7@h.example>" },
  ]);
  // The title changed with the worst alert, and the status is in the text: neither may split the thread.
  expect(mails.map((mail) => mail.text?.split("\n")[0])).toEqual([
    "WARNING OPEN, steady · No upstream of module-proxy answers · INC-42",
    "CRITICAL OPEN, steady · At least half of what module-proxy answers is",
    "CRITICAL RESOLVED · At least half of what module-proxy answers is 502 ·",
  ]);
});

test("whoever is told of it later reads no answer, but joins the thread", async () => {
  const server = await smtpPeer();
  await mailsOf(recordedOutage)(server.port, delivery(2, "opened"), outageBegan + 66_000);
  expect(headsOf(await PostalMime.parse(server.mails[0] ?? ""))).toEqual({
    subject: "[INC-42] No upstream of module-proxy answers",
    messageId: "<inc-42.2.k7@h.example>",
    inReplyTo: ROOT,
    references: ROOT,
  });
});

describe("a first mail of which nobody knows whether it was accepted", () => {
  test("is repeated with the same Message-ID, though by then it says more", async () => {
    const send = mailsOf(recordedOutage);
    const lost = await droppingPeer("drop");
    const first = delivery(1, "opened");
    const { result } = await send(lost.port, first, outageBegan + 30_000);
    expect(result).toMatchObject({ state: "failed", class: "ambiguous" });

    const server = await smtpPeer();
    const detail = result.state === "failed" ? result.detail : "";
    const again = { ...first, attempts: 1, lastError: detail };
    const second = await send(server.port, again, outageBegan + 66_000);
    expect(second.result).toEqual({ state: "accepted", reference: ROOT });

    const accepted = await PostalMime.parse(lost.bodies[0] ?? "");
    const repeated = await PostalMime.parse(server.mails[0] ?? "");
    expect(headsOf(repeated)).toEqual(headsOf(accepted));
    expect(repeated.messageId).toBe(ROOT);
    expect(repeated.text).not.toBe(accepted.text);

    await send(server.port, delivery(2, "worsened"), outageBegan + 67_000);
    const next = await PostalMime.parse(server.mails[1] ?? "");
    expect([next.inReplyTo, next.references]).toEqual([ROOT, ROOT]);
  });
});
