import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { createEmailChannel, type EmailSettings } from "../../src/notify/email.ts";
import { buildView } from "../../src/render/build-view.ts";
import { renderEmail } from "../../src/render/email.ts";
import { outage } from "../render/incidents.ts";
import { shippedTemplates } from "../render/shipped.ts";
import { closePeers, droppingPeer, smtpPeer } from "./mail-server.ts";

const view = buildView(outage.incident, outage.facts, {
  reason: "opened",
  now: outage.now,
  timeline: outage.timeline,
});
const templates = await shippedTemplates();
const identity = { installation: "k7", host: "h.example", notification: 2, news: "worse" } as const;
const { message } = renderEmail(view, templates, identity);

function settings(port: number, over: Partial<EmailSettings> = {}): EmailSettings {
  return {
    host: "127.0.0.1",
    port,
    from: { name: "Tocsin", address: "tocsin@h.example" },
    to: [{ address: "a@h.example" }, { address: "b@h.example" }],
    requireTls: false,
    // Apart, so that a busy machine does not swap which of them comes first.
    timeouts: { connectionMs: 400, greetingMs: 400, socketMs: 900, totalMs: 5000 },
    ...over,
  };
}

function refuse(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

test("a mail arrives as it was made", async () => {
  const server = await smtpPeer({});
  expect(await createEmailChannel(settings(server.port)).send(message)).toEqual({
    state: "accepted",
    reference: "<inc-42.2.k7@h.example>",
  });
  const mail = await PostalMime.parse(server.mails[0] ?? "");
  expect(mail).toMatchObject({
    subject: "Re: [INC-42] module-proxy: sustained 502s, its upstreams do not answer",
    messageId: "<inc-42.2.k7@h.example>",
    inReplyTo: "<inc-42.k7@h.example>",
    references: "<inc-42.k7@h.example>",
    from: { name: "Tocsin", address: "tocsin@h.example" },
    to: [{ address: "a@h.example" }, { address: "b@h.example" }],
  });
  const headers = new Map(mail.headers.map((header) => [header.key, header.value]));
  expect(headers.get("auto-submitted")).toBe("auto-generated");
  expect(headers.get("x-auto-response-suppress")).toBe("All");
  expect(headers.get("list-id")).toBe("Tocsin incidents <incidents.h.example>");
  expect(headers.get("x-incident-id")).toBe("INC-42");
  expect(headers.get("x-incident-status")).toBe("open");
  expect(headers.get("importance")).toBe("High");
  expect(mail.text?.trimEnd()).toBe(message.text.trimEnd());
  expect(mail.html?.trimEnd()).toBe(message.html.trimEnd());
  expect(mail.attachments).toMatchObject([{ filename: "INC-42.md", mimeType: "text/markdown" }]);
});

describe("what the mail server refuses", () => {
  test.each([
    [
      "451 at RCPT",
      { onRcptTo: (_: unknown, __: unknown, done: (error?: Error) => void) => done(refuse(451, "later")) },
      "retry",
    ],
    [
      "550 at RCPT",
      {
        onRcptTo: (_: unknown, __: unknown, done: (error?: Error) => void) =>
          done(refuse(550, "no such user")),
      },
      "configuration",
    ],
    [
      "550 at MAIL",
      {
        onMailFrom: (_: unknown, __: unknown, done: (error?: Error) => void) => done(refuse(550, "not you")),
      },
      "configuration",
    ],
    [
      "552 after DATA",
      {
        onData: (
          stream: { resume: () => void; on: (event: "end", then: () => void) => void },
          _: unknown,
          done: (error?: Error) => void,
        ) => {
          stream.resume();
          stream.on("end", () => done(refuse(552, "too big")));
        },
      },
      "content",
    ],
    [
      "451 after DATA",
      {
        onData: (
          stream: { resume: () => void; on: (event: "end", then: () => void) => void },
          _: unknown,
          done: (error?: Error) => void,
        ) => {
          stream.resume();
          stream.on("end", () => done(refuse(451, "later")));
        },
      },
      "retry",
    ],
    [
      "421 at once",
      { onConnect: (_: unknown, done: (error?: Error) => void) => done(refuse(421, "busy")) },
      "retry",
    ],
  ])("%s", async (_, options, kind) => {
    const server = await smtpPeer(options);
    const result = await createEmailChannel(settings(server.port)).send(message);
    expect(result).toMatchObject({ state: "failed", class: kind });
  });

  test("one recipient of two: accepted, with a note", async () => {
    const server = await smtpPeer({
      onRcptTo: (address, _, done) =>
        done(address.address.startsWith("b@") ? refuse(550, "no such user") : undefined),
    });
    expect(await createEmailChannel(settings(server.port)).send(message)).toEqual({
      state: "accepted",
      reference: message.messageId,
      note: "refused by the mail server: b@h.example",
    });
    expect(server.mails).toHaveLength(1);
  });

  test("one of two who is to be tried later is, and alone", async () => {
    let busy = true;
    const server = await smtpPeer({
      onRcptTo: (address, session, done) => {
        rcpts.push(`${session.envelope.mailFrom === false ? "" : address.address}`);
        done(busy && address.address.startsWith("b@") ? refuse(451, "greylisted") : undefined);
      },
    });
    const rcpts: string[] = [];
    const channel = createEmailChannel(settings(server.port));
    expect(await channel.send(message)).toMatchObject({
      state: "failed",
      class: "retry",
      detail: "retry: taken for others, but not yet for b@h.example",
    });
    busy = false;
    expect(await channel.send(message)).toMatchObject({ state: "accepted" });
    expect(rcpts).toEqual(["a@h.example", "b@h.example", "b@h.example"]);
    expect(server.mails).toHaveLength(2);
  });

  test("one of two for ever, the other for now: tried later", async () => {
    const server = await smtpPeer({
      onRcptTo: (address, _, done) =>
        done(address.address.startsWith("b@") ? refuse(550, "no such user") : refuse(451, "greylisted")),
    });
    expect(await createEmailChannel(settings(server.port)).send(message)).toMatchObject({ class: "retry" });
  });

  test("a wrong password, which is not told", async () => {
    const server = await smtpPeer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _, done) => done(new Error(`bad password ${auth.password ?? ""} canary-pw`)),
    });
    const result = await createEmailChannel(
      settings(server.port, { auth: { user: "u", password: "canary-pw" } }),
    ).send(message);
    expect(result).toMatchObject({ state: "failed", class: "configuration" });
    expect(JSON.stringify(result)).not.toContain("canary-pw");
  });

  test("no TLS where TLS is required", async () => {
    const server = await smtpPeer({});
    const result = await createEmailChannel(settings(server.port, { requireTls: true })).send(message);
    expect(result).toMatchObject({ state: "failed", class: "configuration" });
    expect(server.mails).toEqual([]);
  });
});

describe("what the network does", () => {
  test.each([
    ["a drop after DATA may have been accepted", "drop", "ambiguous", 1],
    ["so may silence after DATA", "hang", "ambiguous", 1],
    ["silence instead of a greeting was not", "silent", "retry", 0],
  ] as const)("%s", async (_, after, kind, bodies) => {
    const server = await droppingPeer(after);
    const one = { ...message, text: "x", html: "", attachments: [] };
    const result = await createEmailChannel(settings(server.port)).send(one);
    expect(result).toMatchObject({ state: "failed", class: kind });
    expect(server.bodies).toHaveLength(bodies);
  });

  test("nobody listens", async () => {
    const server = await droppingPeer("drop");
    await closePeers();
    const result = await createEmailChannel(settings(server.port)).send(message);
    expect(result).toMatchObject({ state: "failed", class: "retry" });
  });
});

test("recipients that are no plain addresses are not written to", async () => {
  const server = await smtpPeer({});
  const evil = settings(server.port, { to: [{ address: "a@h.example\r\nBcc: evil@x.example" }] });
  expect(await createEmailChannel(evil).send(message)).toMatchObject({
    state: "failed",
    class: "configuration",
  });
  expect(server.mails).toEqual([]);
});
