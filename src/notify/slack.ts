import { WebClient } from "@slack/web-api";
import type { DeliveryResult } from "../model/delivery.ts";
import type { SlackMessage } from "../model/message.ts";
import type { LookUp, SlackChannel, SlackRequest } from "../ports/channel.ts";
import { boundedBody } from "./bounded-body.ts";
import { failure } from "./failure.ts";
import { mayAskAgain, slackFailure } from "./slack-failure.ts";

export interface SlackSettings {
  readonly token: string;
  /** Channel id (C…, D…, G…); a name works for posting, not for looking up a message. */
  readonly channel: string;
  /** Default https://slack.com/api/. */
  readonly apiUrl?: string;
  readonly timeoutMs?: number;
}

export const slackTimeoutMs = 10_000;
/** Messages looked at when one is looked up. */
const maxLookedAt = 200;
/** Slack's clock and ours. */
const LOOK_BACK_MS = 300_000;

const EVENT_TYPE = "tocsin_incident";

/** One channel of one workspace. The outbox does what the client would: wait, retry, give up. */
export function createSlackChannel(settings: SlackSettings): SlackChannel {
  const client = new WebClient(settings.token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: settings.timeoutMs ?? slackTimeoutMs,
    allowAbsoluteUrls: false,
    logger: silentLogger(),
    fetch: boundedFetch,
    ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl.replace(/\/*$/, "/") }),
  });
  const secrets = [settings.token];
  return {
    send: async (request) => {
      try {
        const [method, body] = requestOf(settings.channel, request);
        return accepted(await client.apiCall(method, body));
      } catch (error) {
        return slackFailure(error, secrets);
      }
    },
    lookUp: async (wanted) => {
      try {
        const [method, body] = lookUpOf(settings.channel, wanted);
        return found(
          wanted.root?.split("/")[0] ?? settings.channel,
          await client.apiCall(method, body),
          wanted.deliveryId,
        );
      } catch (error) {
        // Whoever may not read the channel cannot look; that must not hold an alert back.
        return mayAskAgain(error)
          ? { state: "failed", result: slackFailure(error, secrets) }
          : { state: "unknown" };
      }
    },
  };
}

/** Of an answer; the largest is a channel's newest messages with their blocks. */
const maxSlackAnswerBytes = 8_388_608;

type ClientOptions = NonNullable<ConstructorParameters<typeof WebClient>[1]>;
type ClientFetch = NonNullable<ClientOptions["fetch"]>;

/** As the global one, but that an answer without end is cut, and that a redirect is an answer like any other. */
const boundedFetch: ClientFetch = async (url, init) => {
  // The client makes its requests for the global one, whose own type is wider than the client's.
  const response = await fetch(url, { ...(init as RequestInit), redirect: "manual" });
  const { text } = await boundedBody(response, maxSlackAnswerBytes);
  const { status, statusText, headers } = response;
  return new Response(text === "" ? null : text, { status, statusText, headers });
};

type Call = readonly [string, Record<string, unknown>];

function requestOf(channel: string, request: SlackRequest): Call {
  const body = messageBody(request.message);
  const marked = metadata(request.deliveryId);
  if (request.operation === "post")
    return ["chat.postMessage", { channel, ...unfurlOff(), ...body, ...marked }];
  const [rootChannel, ts] = splitReference(request.root);
  if (request.operation === "update") return ["chat.update", { channel: rootChannel, ts, ...body }];
  const thread = { thread_ts: ts, reply_broadcast: request.broadcast };
  return ["chat.postMessage", { channel: rootChannel, ...thread, ...unfurlOff(), ...body, ...marked }];
}

/** parse and link_names are said each time: chat.update's defaults differ from chat.postMessage's. */
function messageBody(message: SlackMessage): Record<string, unknown> {
  return {
    text: message.text,
    blocks: message.blocks,
    parse: "none",
    link_names: false,
  };
}

/** By which a message is found again. An edit leaves it as it was: the root keeps the id of its post. */
function metadata(deliveryId: string): Record<string, unknown> {
  return { metadata: { event_type: EVENT_TYPE, event_payload: { delivery_id: deliveryId } } };
}

function unfurlOff(): Record<string, unknown> {
  return { unfurl_links: false, unfurl_media: false };
}

function accepted(answer: object): DeliveryResult {
  const channel = textOf(answer, "channel");
  const ts = textOf(answer, "ts");
  if (channel === undefined || ts === undefined) {
    return failure("ambiguous", "the answer names neither channel nor ts");
  }
  return { state: "accepted", reference: `${channel}/${ts}` };
}

function lookUpOf(channel: string, wanted: { readonly since: number; readonly root?: string }): Call {
  const oldest = String(Math.max(0, (wanted.since - LOOK_BACK_MS) / 1000));
  const range = { oldest, limit: maxLookedAt, include_all_metadata: true };
  if (wanted.root === undefined) return ["conversations.history", { channel, ...range }];
  const [rootChannel, ts] = splitReference(wanted.root);
  return ["conversations.replies", { channel: rootChannel, ts, ...range }];
}

function found(channel: string, answer: object, deliveryId: string): LookUp {
  const messages = fieldOf(answer, "messages");
  for (const message of Array.isArray(messages) ? messages : []) {
    const payload = fieldOf(fieldOf(message, "metadata"), "event_payload");
    const ts = textOf(message, "ts");
    if (ts !== undefined && textOf(payload, "delivery_id") === deliveryId) {
      return { state: "found", reference: `${channel}/${ts}` };
    }
  }
  // Not among the newest: whether it is among the rest would take more requests than it is worth.
  return fieldOf(answer, "has_more") === true ? { state: "unknown" } : { state: "absent" };
}

function splitReference(reference: string): readonly [string, string] {
  const [channel = "", ts = ""] = reference.split("/");
  return [channel, ts];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" && field !== "" ? field : undefined;
}

type Logger = NonNullable<ClientOptions["logger"]>;

/** The client would write warnings of Slack's, which quote our text, to the console. */
function silentLogger(): Logger {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    setName: nothing,
    // The enum of the library's own level type is not exported as a value under ESM.
    getLevel: () => "error" as ReturnType<Logger["getLevel"]>,
  };
}
