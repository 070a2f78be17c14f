import { expect, test } from "vitest";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createEmailChannel } from "../../src/notify/email.ts";
import { until } from "../daemon/until.ts";
import { type MailAnswers, startMailPeer } from "./mail-peer.ts";
import { createOutbox, delivery, hurriedTime } from "./outbox.ts";

const lane = "ops/email/0";
const MESSAGE_ID = "<inc-1.k@h.example>";

interface Case {
  /** What the server does until it is mended. */
  readonly answers: MailAnswers;
  readonly record: RegExp;
  /** Recipients of each mail that was taken, whole or in part. */
  readonly takenFor: readonly (readonly string[])[];
  readonly requireTls?: boolean;
}

const both = ["a@h.example", "b@h.example"];

const cases: Readonly<Record<string, Case>> = {
  "421 instead of a greeting": { answers: { greeting: "421 busy" }, record: /^retry: /, takenFor: [both] },
  "451 to the sender": { answers: { mail: "451 later" }, record: /^retry: /, takenFor: [both] },
  "451 after DATA": { answers: { data: "451 later" }, record: /^retry: /, takenFor: [both] },
  "550 to the sender": { answers: { mail: "550 not you" }, record: /^configuration: /, takenFor: [both] },
  "554 after DATA": { answers: { data: "554 no such content" }, record: /^content: /, takenFor: [both] },
  "one of two put off": {
    answers: { rcpt: { "b@h.example": "451 greylisted" } },
    record: /^retry: taken for others, but not yet for b@h\.example$/,
    takenFor: [["a@h.example"], ["b@h.example"]],
  },
  "dropped after DATA": { answers: { data: "drop" }, record: /^ambiguous: /, takenFor: [both, both] },
  "silent after DATA": { answers: { data: "hang" }, record: /^ambiguous: /, takenFor: [both, both] },
  "no TLS where it is required": {
    answers: {},
    record: /^configuration: /,
    takenFor: [],
    requireTls: true,
  },
};

test.concurrent.each(Object.entries(cases))(
  "%s: nothing lost, nothing twice but under its name",
  async (_, ordeal) => {
    const peer = await startMailPeer(ordeal.answers);
    const { requireTls = false } = ordeal;
    const channel = createEmailChannel({
      host: "127.0.0.1",
      port: peer.port,
      from: { address: "tocsin@h.example" },
      to: both.map((address) => ({ address })),
      requireTls,
      timeouts: { connectionMs: 10_000, greetingMs: 10_000, socketMs: 2000, totalMs: 10_000 },
    });
    const time = hurriedTime(200);
    const outbox = createOutbox(
      new Map<string, Lane>([[lane, { type: "email", channel }]]),
      time,
      // At once: in hurried time the next try is a few milliseconds away.
      requireTls ? undefined : peer.mend,
    );
    const [now, seen] = [time.now(), () => [...outbox.rows.values()]];
    const of = { lane, channel: "email", operation: "mail", createdAt: now, dueAt: now } as const;
    outbox.add(delivery({ ...of, id: `INC-1/1/${lane}/mail` }));
    await until("a failure", () => outbox.failures.length > 0, { seen });
    if (requireTls) expect(outbox.rows.get(`INC-1/1/${lane}/mail`)?.state).toBe("queued");
    else await delivered(outbox.rows, seen);
    await outbox.loop.stop();

    expect(outbox.failures[0]).toMatch(ordeal.record);
    expect(peer.taken.map(({ recipients }) => recipients)).toEqual(ordeal.takenFor);
    expect(peer.taken.every(({ text }) => text.includes(`Message-ID: ${MESSAGE_ID}`))).toBe(true);
    channel.close();
    await peer.close();
  },
  60_000,
);

async function delivered(
  rows: ReadonlyMap<string, { readonly state: string }>,
  seen: () => unknown,
): Promise<void> {
  await until("the mail", () => [...rows.values()].every(({ state }) => state === "accepted"), { seen });
}

test("one of two refused for ever: the other has the mail, and the record says who has not", async () => {
  const peer = await startMailPeer({ rcpt: { "b@h.example": "550 no such user" } });
  const channel = createEmailChannel({
    host: "127.0.0.1",
    port: peer.port,
    from: { address: "tocsin@h.example" },
    to: both.map((address) => ({ address })),
    requireTls: false,
  });
  const mail = { subject: "x", text: "x", html: "", messageId: MESSAGE_ID, headers: {}, highPriority: false };
  expect(await channel.send({ ...mail, attachments: [] })).toEqual({
    state: "accepted",
    reference: MESSAGE_ID,
    note: "refused by the mail server: b@h.example",
  });
  channel.close();
  await peer.close();
});
