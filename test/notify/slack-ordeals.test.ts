import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createSlackChannel } from "../../src/notify/slack.ts";
import { type SlackChannel, startSlackChannel } from "../daemon/slack-channel.ts";
import { until } from "../daemon/until.ts";
import { createOutbox, delivery, hurriedTime } from "./outbox.ts";
import { json, type SlackCall } from "./slack-peer.ts";

/** Five minutes, as after a wrong configuration, are a second and a half. */
const speed = 200;
const lane = "ops/slack/0";

type Answer = (response: ServerResponse, call: SlackCall, slack: SlackChannel) => void;

const word =
  (error: string): Answer =>
  (response) =>
    json(response, { ok: false, error });
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    json(response, { ok: false }, code, headers);
const page: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<!doctype html><title>Sign in</title>");
};
/** It takes the message first, and then does as `then` says. */
const taken =
  (then: Answer): Answer =>
  (response, call, slack) => {
    if (call.method === "chat.update") slack.edit(call);
    else slack.accept(call);
    then(response, call, slack);
  };
const reset: Answer = (response) => response.socket?.resetAndDestroy();
const silence: Answer = () => undefined;
/** The root is deleted by somebody, and only then is the call answered as Slack would. */
const removed: Answer = (response, _, slack) => {
  for (const { ts } of slack.roots()) slack.remove(ts);
  json(response, { ok: false, error: "message_not_found" });
};

interface Case {
  /** Which of the three messages of an incident meets it: post, edit, reply. */
  readonly meets: "post" | "update" | "reply";
  readonly answers: readonly Answer[];
  /** What the attempts on record say, in order. */
  readonly record: readonly string[];
  /** Where it is not the only version: what the message said. */
  readonly said?: string;
}

const cases: Readonly<Record<string, Case>> = {
  "429 with Retry-After": {
    meets: "post",
    answers: [status(429, { "retry-after": "7" })],
    record: ["retry: 429 from Slack"],
  },
  "429 without": {
    meets: "post",
    answers: [status(429)],
    record: ["retry: 429 from Slack without Retry-After"],
  },
  "ok:false, of the class retry": {
    meets: "reply",
    answers: [word("service_unavailable")],
    record: ["retry: service_unavailable"],
  },
  "ok:false, of the class content": {
    meets: "post",
    answers: [word("invalid_blocks")],
    record: ["content: invalid_blocks"],
    said: "opened in short",
  },
  "too long": {
    meets: "reply",
    answers: [word("msg_blocks_too_long")],
    record: ["content: msg_blocks_too_long"],
  },
  "ok:false, of the class configuration": {
    meets: "post",
    answers: [word("invalid_auth"), word("invalid_auth")],
    record: ["configuration: invalid_auth", "configuration: invalid_auth"],
  },
  "no such channel": {
    meets: "post",
    answers: [word("channel_not_found")],
    record: ["configuration: channel_not_found"],
  },
  "500 before it has taken it": { meets: "post", answers: [status(500)], record: ["ambiguous: HTTP 500"] },
  "500 after it has taken a root": {
    meets: "post",
    answers: [taken(status(500))],
    record: ["ambiguous: HTTP 500"],
  },
  "500 after it has taken a reply": {
    meets: "reply",
    answers: [taken(status(500))],
    record: ["ambiguous: HTTP 500"],
  },
  "internal_error after it has taken a root": {
    meets: "post",
    answers: [taken(word("internal_error"))],
    record: ["ambiguous: internal_error"],
  },
  "a reset after it has taken a root": {
    meets: "post",
    answers: [taken(reset)],
    record: ["ambiguous: the connection broke (ECONNRESET)"],
  },
  "a reset after it has taken an edit": {
    meets: "update",
    answers: [taken(reset)],
    record: ["ambiguous: the connection broke (ECONNRESET)"],
  },
  "silence after it has taken a reply": {
    meets: "reply",
    answers: [taken(silence)],
    record: ["ambiguous: no answer in time"],
  },
  "silence after it has taken a root": {
    meets: "post",
    answers: [taken(silence)],
    record: ["ambiguous: no answer in time"],
  },
  "a page of HTML with 200": {
    meets: "post",
    answers: [page],
    record: ["retry: the answer was no JSON of Slack's"],
  },
  "a root that was deleted before the edit": { meets: "update", answers: [removed], record: [] },
  "a root that was deleted before the reply": { meets: "reply", answers: [removed], record: [] },
  "a root that was deleted, and a reset after it has taken the new one": {
    meets: "update",
    answers: [removed, taken(reset)],
    record: ["ambiguous: the connection broke (ECONNRESET)"],
  },
  "a root that was deleted before the reply, and 500 after it has taken the new one": {
    meets: "reply",
    answers: [removed, taken(status(500))],
    record: ["ambiguous: HTTP 500"],
  },
};

test.concurrent.each(Object.entries(cases))(
  "%s: nothing lost, nothing twice",
  async (_, ordeal) => {
    const slack = await startSlackChannel();
    const left = [...ordeal.answers];
    let meeting = false;
    slack.script((response, call) => {
      if (call.method.startsWith("conversations.")) return false;
      meeting ||= meets(call, ordeal.meets);
      const answer = meeting ? left.shift() : undefined;
      answer?.(response, call, slack);
      return answer !== undefined;
    });
    const channel = createSlackChannel({
      token: "xoxb-1",
      channel: "C1",
      apiUrl: slack.url,
      timeoutMs: ordeal.record.some((text) => text.includes("in time")) ? 800 : 10_000,
    });
    const time = hurriedTime(speed);
    const outbox = createOutbox(
      new Map<string, Lane>([[lane, { type: "slack", channel, pace: "C1" }]]),
      time,
    );
    const order = (place: number, operation: "post" | "update" | "reply"): void => {
      const [now, reason] = [time.now(), operation === "post" ? "opened" : "resolved"] as const;
      const id = `INC-1/${place}/${lane}/${operation}`;
      outbox.add(delivery({ id, lane, order: place, operation, reason, createdAt: now, dueAt: now }));
    };
    const all = (): boolean => [...outbox.rows.values()].every((row) => row.state === "accepted");
    const seen = (): unknown => [[...outbox.rows.values()], slack.calls.map(({ method }) => method)];
    order(1, "post");
    await until("the post", all, { seen });
    order(2, "update");
    order(3, "reply");
    await until("all", all, { seen });
    await outbox.loop.stop();

    expect(outbox.failures).toEqual(ordeal.record);
    expect(slack.roots()).toHaveLength(1);
    const [root] = slack.roots();
    expect(root?.versions.at(-1)).toContain("resolved");
    if (ordeal.said !== undefined) expect(root?.versions[0]).toContain(ordeal.said);
    // News that became the new root is not said again below it.
    const replies = slack.replies().filter((reply) => reply.threadTs === root?.ts);
    expect(replies).toHaveLength(root?.deliveryId.endsWith("/reply") === true ? 0 : 1);
    await slack.close();
  },
  60_000,
);

function meets(call: SlackCall, operation: Case["meets"]): boolean {
  if (call.method === "chat.update") return operation === "update";
  return operation === (call.body["thread_ts"] === undefined ? "post" : "reply");
}

test("what is refused even in short is given up, and does not hold up what comes after", async () => {
  const slack = await startSlackChannel();
  slack.script((response, call) => {
    const refused = call.body["text"]?.startsWith("opened") === true;
    if (refused) json(response, { ok: false, error: "invalid_blocks" });
    return refused;
  });
  const channel = createSlackChannel({ token: "xoxb-1", channel: "C1", apiUrl: slack.url });
  const time = hurriedTime(speed);
  const outbox = createOutbox(new Map<string, Lane>([[lane, { type: "slack", channel, pace: "C1" }]]), time);
  const now = time.now();
  const of = { lane, createdAt: now, dueAt: now };
  outbox.add(
    delivery({ ...of, id: `INC-1/1/${lane}/post` }),
    delivery({ ...of, id: `INC-2/1/${lane}/post`, incident: 2, order: 2, reason: "opened_and_resolved" }),
    delivery({ ...of, id: `INC-1/2/${lane}/reply`, order: 3, operation: "reply", reason: "resolved" }),
  );
  await until("rest", () => [...outbox.rows.values()].every((row) => row.state !== "queued"), {
    seen: () => [...outbox.rows.values()],
  });
  await outbox.loop.stop();
  expect([...outbox.rows.values()].map(({ state }) => state)).toContain("dead");
  expect(outbox.failures).toContain("content: invalid_blocks (even the reduced message was refused)");
  // The end of what could not be told is told by a root of its own.
  expect(slack.roots().map(({ versions }) => versions[0])).toContainEqual(
    expect.stringContaining("resolved"),
  );
  await slack.close();
}, 60_000);
