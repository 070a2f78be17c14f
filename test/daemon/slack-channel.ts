import type { ServerResponse } from "node:http";
import { json, type SlackCall, startSlackPeer } from "../notify/slack-peer.ts";

export interface SlackPost {
  readonly ts: string;
  /** Set for a reply. */
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  /** All that was said in it so far, the newest last. */
  readonly versions: readonly string[];
}

/** A Slack with one channel, on loopback, whose answers a test may take over. */
export interface SlackChannel {
  readonly url: string;
  readonly calls: readonly SlackCall[];
  readonly roots: () => readonly SlackPost[];
  readonly replies: () => readonly SlackPost[];
  /** Called before each answer; true when it has taken care of it. */
  readonly script: (take: (response: ServerResponse, call: SlackCall) => boolean) => void;
  /** Does with a message what Slack would, without answering. */
  readonly accept: (call: SlackCall) => string;
  readonly close: () => Promise<void>;
}

const CHANNEL = "C0ONCALL";

export async function startSlackChannel(): Promise<SlackChannel> {
  const peer = await startSlackPeer();
  const posts = new Map<string, SlackPost & { readonly metadata: unknown }>();
  let take: (response: ServerResponse, call: SlackCall) => boolean = () => false;

  function accept({ body }: SlackCall): string {
    const ts = `1795000000.${String(posts.size + 1).padStart(6, "0")}`;
    posts.set(ts, {
      ts,
      threadTs: body["thread_ts"],
      broadcast: body["reply_broadcast"] === "true",
      versions: [said(body)],
      metadata: JSON.parse(body["metadata"] ?? "null"),
    });
    return ts;
  }

  function replyTo(call: SlackCall): object {
    switch (call.method) {
      case "chat.postMessage":
        return { ok: true, channel: CHANNEL, ts: accept(call) };
      case "chat.update": {
        const known = posts.get(call.body["ts"] ?? "");
        if (known === undefined) return { ok: false, error: "message_not_found" };
        posts.set(known.ts, { ...known, versions: [...known.versions, said(call.body)] });
        return { ok: true, channel: CHANNEL, ts: known.ts };
      }
      case "conversations.history":
      case "conversations.replies": {
        const thread = call.body["ts"];
        const messages = [...posts.values()].filter((one) => one.threadTs === thread);
        return { ok: true, messages, has_more: false };
      }
      default:
        return { ok: false, error: "unknown_method" };
    }
  }

  peer.answer((response, call) => {
    if (!take(response, call)) json(response, replyTo(call));
  });
  return {
    url: peer.url,
    calls: peer.calls,
    roots: () => [...posts.values()].filter((one) => one.threadTs === undefined),
    replies: () => [...posts.values()].filter((one) => one.threadTs !== undefined),
    script(next) {
      take = next;
    },
    accept,
    close: peer.close,
  };
}

function said(body: Readonly<Record<string, string>>): string {
  return `${body["text"] ?? ""}\n${body["blocks"] ?? ""}`;
}
