import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSlackChannel } from "../../src/notify/slack.ts";
import type { SlackChannel } from "../../src/ports/channel.ts";
import { json, type SlackPeer, startSlackPeer } from "./slack-peer.ts";

const TOKEN = "xoxb-1234-canary-token";
const message = { text: "hello", blocks: [{ type: "section", text: { type: "mrkdwn", text: "x <y" } }] };
const post = { operation: "post", deliveryId: "INC-42/1/ops/slack/0/post", message } as const;

let peer: SlackPeer;
let channel: SlackChannel;

beforeAll(async () => {
  peer = await startSlackPeer();
  channel = createSlackChannel({ token: TOKEN, channel: "C0123", apiUrl: peer.url, timeoutMs: 10_000 });
});
afterAll(() => peer.close());

function last(): NonNullable<(typeof peer.calls)[number]> {
  const call = peer.calls.at(-1);
  if (call === undefined) throw new Error("no call");
  return call;
}

describe("what is asked of Slack", () => {
  test("a post", async () => {
    peer.answer((response) => json(response, { ok: true, channel: "C0123", ts: "17.5" }));
    expect(await channel.send(post)).toEqual({ state: "accepted", reference: "C0123/17.5" });
    expect(last()).toMatchObject({
      method: "chat.postMessage",
      authorization: `Bearer ${TOKEN}`,
      body: {
        channel: "C0123",
        text: "hello",
        unfurl_links: "false",
        unfurl_media: "false",
        parse: "none",
        link_names: "false",
      },
    });
    expect(JSON.parse(last().body["blocks"] ?? "")).toEqual(message.blocks);
    expect(JSON.parse(last().body["metadata"] ?? "")).toEqual({
      event_type: "tocsin_incident",
      event_payload: { delivery_id: post.deliveryId },
    });
  });

  test("an update names the root and keeps its metadata; a reply goes into its thread", async () => {
    peer.answer((response) => json(response, { ok: true, channel: "C9", ts: "17.5" }));
    await channel.send({ ...post, operation: "update", root: "C9/17.5" });
    expect(last()).toMatchObject({
      method: "chat.update",
      body: { channel: "C9", ts: "17.5", parse: "none" },
    });
    expect(last().body["metadata"]).toBeUndefined();
    await channel.send({ ...post, operation: "reply", root: "C9/17.5", broadcast: true });
    expect(last()).toMatchObject({
      method: "chat.postMessage",
      body: { channel: "C9", thread_ts: "17.5", reply_broadcast: "true" },
    });
  });
});

function word(error: string, more: object = {}): (response: ServerResponse) => void {
  return (response) => json(response, { ok: false, error, ...more });
}

describe("what goes wrong", () => {
  test.each([
    ["429", (r: ServerResponse) => json(r, {}, 429, { "retry-after": "7" }), "retry", 7000],
    ["429 without Retry-After", (r: ServerResponse) => json(r, {}, 429), "retry", 30_000],
    ["ratelimited in a 200", word("ratelimited"), "retry", 30_000],
    ["service_unavailable", word("service_unavailable"), "retry", undefined],
    ["a word nobody knows", word("some_new_word"), "retry", undefined],
    [
      "a page of HTML with 200",
      (r: ServerResponse) => {
        r.writeHead(200, { "content-type": "text/html" });
        r.end("<html>sign in</html>");
      },
      "retry",
      undefined,
    ],
    [
      "invalid_blocks",
      word("invalid_blocks", { response_metadata: { messages: ["[ERROR] no text"] } }),
      "content",
      undefined,
    ],
    ["msg_blocks_too_long", word("msg_blocks_too_long"), "content", undefined],
    ["413", (r: ServerResponse) => json(r, {}, 413), "content", undefined],
    ["invalid_auth", word("invalid_auth"), "configuration", undefined],
    [
      "restricted_action_read_only_channel",
      word("restricted_action_read_only_channel"),
      "configuration",
      undefined,
    ],
    ["404", (r: ServerResponse) => json(r, {}, 404), "configuration", undefined],
    ["internal_error", word("internal_error"), "ambiguous", undefined],
    ["500", (r: ServerResponse) => json(r, {}, 500), "ambiguous", undefined],
    [
      "503 with Retry-After",
      (r: ServerResponse) => json(r, {}, 503, { "retry-after": "9" }),
      "ambiguous",
      9000,
    ],
    ["a reset", (r: ServerResponse) => r.destroy(), "ambiguous", undefined],
    [
      "an answer cut short",
      (r: ServerResponse) => {
        r.writeHead(200, { "content-length": "100" });
        r.write("{");
        setTimeout(() => r.destroy(), 20);
      },
      "ambiguous",
      undefined,
    ],
    ["ok without ts", (r: ServerResponse) => json(r, { ok: true }), "ambiguous", undefined],
  ])("%s", async (_, respond, kind, retryAfterMs) => {
    peer.answer(respond);
    const before = peer.calls.length;
    const result = await channel.send(post);
    expect(result).toMatchObject({ state: "failed", class: kind });
    expect(result.state === "failed" ? result.retryAfterMs : 0).toBe(retryAfterMs);
    expect(result.state === "failed" && result.detail.startsWith(`${kind}: `)).toBe(true);
    expect(JSON.stringify(result)).not.toContain("canary");
    expect(peer.calls.length - before).toBe(1);
  });

  test("silence", async () => {
    peer.answer(() => undefined);
    const hasty = createSlackChannel({ token: TOKEN, channel: "C1", apiUrl: peer.url, timeoutMs: 300 });
    const result = await hasty.send(post);
    expect(result).toMatchObject({ state: "failed", detail: "ambiguous: no answer in time" });
  });

  test("nobody listens: it cannot have been accepted", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    await new Promise((resolve) => server.close(resolve));
    const nowhere = createSlackChannel({
      token: TOKEN,
      channel: "C1",
      apiUrl: `http://127.0.0.1:${port}/api`,
    });
    expect(await nowhere.send(post)).toMatchObject({ state: "failed", class: "retry" });
  });

  test("the root is gone", async () => {
    peer.answer(word("message_not_found"));
    expect(await channel.send({ ...post, operation: "update", root: "C9/1.1" })).toMatchObject({
      class: "content",
      rootGone: true,
    });
  });

  test("a token that comes back in an error is cut out", async () => {
    peer.answer(word("invalid_auth", { response_metadata: { messages: [`[ERROR] ${TOKEN}\nsecond line`] } }));
    const result = await channel.send(post);
    expect(result).toMatchObject({ detail: "configuration: invalid_auth ([ERROR] [redacted] second line)" });
  });
});

describe("looking whether a message is there", () => {
  const wanted = { deliveryId: post.deliveryId, since: 1_800_000_000_000 };
  const marked = { ts: "18.1", metadata: { event_payload: { delivery_id: post.deliveryId } } };

  test.each([
    [
      "found",
      (r: ServerResponse) => json(r, { ok: true, messages: [{ ts: "18.2" }, marked] }),
      { state: "found", reference: "C0123/18.1" },
    ],
    ["absent", (r: ServerResponse) => json(r, { ok: true, messages: [{ ts: "18.2" }] }), { state: "absent" }],
    [
      "too many to see",
      (r: ServerResponse) => json(r, { ok: true, messages: [], has_more: true }),
      { state: "unknown" },
    ],
    ["may not read", word("missing_scope"), { state: "unknown" }],
    ["no such method", word("unknown_method"), { state: "unknown" }],
    ["busy", (r: ServerResponse) => json(r, {}, 429, { "retry-after": "3" }), { state: "failed" }],
    ["down", (r: ServerResponse) => json(r, {}, 500), { state: "failed" }],
  ])("%s", async (_, respond, expected) => {
    peer.answer(respond);
    expect(await channel.lookUp(wanted)).toMatchObject(expected);
    expect(last()).toMatchObject({
      method: "conversations.history",
      body: { oldest: "1799999700", include_all_metadata: "true" },
    });
  });

  test("a reply is looked for in its thread", async () => {
    peer.answer((response) => json(response, { ok: true, messages: [marked] }));
    expect(await channel.lookUp({ ...wanted, root: "C9/17.5" })).toEqual({
      state: "found",
      reference: "C9/18.1",
    });
    expect(last()).toMatchObject({ method: "conversations.replies", body: { channel: "C9", ts: "17.5" } });
  });
});
