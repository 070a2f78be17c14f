import type { ServerResponse } from "node:http";
import { json, type SlackCall, startSlackPeer } from "../notify/slack-peer.ts";

export interface SlackPost {
  readonly ts: string;
  readonly channel: string;
  /** As its metadata says. */
  readonly deliveryId: string;
  /** Set for a reply. */
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  /** All that was said in it so far, the newest last. */
  readonly versions: readonly string[];
}

/** A Slack on loopback, whose answers a test may take over. */
export interface SlackChannel {
  readonly url: string;
  readonly calls: readonly SlackCall[];
  readonly roots: () => readonly SlackPost[];
  readonly replies: () => readonly SlackPost[];
  /** Called before each answer; true when it has taken care of it. */
  readonly script: (take: (response: ServerResponse, call: SlackCall) => boolean) => void;
  /** Does with a message what Slack would, without answering. */
  readonly accept: (call: SlackCall) => string;
  /** The same with an edit; undefined where there is no such message. */
  readonly edit: (call: SlackCall) => string | undefined;
  /** As somebody in the channel would. */
  readonly remove: (ts: string) => void;
  readonly close: () => Promise<void>;
}

interface Marked {
  readonly event_payload?: { readonly delivery_id: string };
}

export async function startSlackChannel(): Promise<SlackChannel> {
  const peer = await startSlackPeer();
  let taken = 0;
  const posts = new Map<string, SlackPost & { readonly metadata: Marked }>();
  let take: (response: ServerResponse, call: SlackCall) => boolean = () => false;

  function accept({ body }: SlackCall): string {
    const ts = `1795000000.${String(++taken).padStart(6, "0")}`;
    const metadata: Marked = JSON.parse(body["metadata"] ?? "{}");
    posts.set(ts, {
      ts,
      channel: body["channel"] ?? "",
      deliveryId: metadata.event_payload?.delivery_id ?? "",
      threadTs: body["thread_ts"],
      broadcast: body["reply_broadcast"] === "true",
      versions: [said(body)],
      metadata,
    });
    return ts;
  }

  function edit({ body }: SlackCall): string | undefined {
    const known = posts.get(body["ts"] ?? "");
    if (known === undefined) return undefined;
    posts.set(known.ts, { ...known, versions: [...known.versions, said(body)] });
    return known.ts;
  }

  function replyTo(call: SlackCall): object {
    const { channel } = call.body;
    switch (call.method) {
      case "chat.postMessage":
        if (call.body["thread_ts"] !== undefined && !posts.has(call.body["thread_ts"])) {
          return { ok: false, error: "thread_not_found" };
        }
        return { ok: true, channel, ts: accept(call) };
      case "chat.update": {
        const ts = edit(call);
        return ts === undefined ? { ok: false, error: "message_not_found" } : { ok: true, channel, ts };
      }
      case "conversations.history":
      case "conversations.replies": {
        const thread = call.body["ts"];
        if (thread !== undefined && !posts.has(thread)) return { ok: false, error: "thread_not_found" };
        const messages = [...posts.values()].filter(
          (one) => one.channel === channel && one.threadTs === thread,
        );
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
    edit,
    remove: (ts) => posts.delete(ts),
    close: peer.close,
  };
}

function said(body: Readonly<Record<string, string>>): string {
  return `${body["text"] ?? ""}\n${body["blocks"] ?? ""}`;
}
