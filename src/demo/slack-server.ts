import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Json } from "../model/entry.ts";

/** A message as it stands in the channel now. */
export interface ChannelMessage {
  readonly ts: string;
  /** Set for a reply: the ts of its root. */
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: readonly { readonly [key: string]: Json }[];
  /** The blocks as they were first posted. */
  readonly posted: ChannelMessage["blocks"];
  readonly edits: number;
  readonly metadata: Json;
  readonly file: string;
}

export interface SlackServer {
  /** For slack_configs.api_url. */
  readonly apiUrl: string;
  readonly messages: () => readonly ChannelMessage[];
  readonly stop: () => Promise<void>;
}

/** The channel's id, which Slack gives back where a name was used. */
const CHANNEL = "C0TOCSIN";

/** An HTTP server on loopback that speaks as much of Slack's Web API as a channel needs; each message is a file. */
export async function startSlackServer(folder: string): Promise<SlackServer> {
  const messages = new Map<string, ChannelMessage>();
  let count = 0;

  async function keep(message: ChannelMessage): Promise<void> {
    messages.set(message.ts, message);
    await writeFile(message.file, `${JSON.stringify(message, undefined, 2)}\n`);
  }

  async function post(form: URLSearchParams): Promise<Json> {
    const ts = `1700000000.${String(++count).padStart(6, "0")}`;
    const kind = form.has("thread_ts") ? "reply" : "message";
    const content = contentOf(form);
    await keep({
      ts,
      threadTs: form.get("thread_ts") ?? undefined,
      ...content,
      posted: content.blocks,
      edits: 0,
      metadata: jsonOf(form.get("metadata"), null),
      file: join(folder, `slack-${count}-${kind}.json`),
    });
    return { ok: true, channel: CHANNEL, ts };
  }

  async function update(form: URLSearchParams): Promise<Json> {
    const before = messages.get(form.get("ts") ?? "");
    if (before === undefined) return { ok: false, error: "message_not_found" };
    await keep({ ...before, ...contentOf(form), edits: before.edits + 1 });
    return { ok: true, channel: CHANNEL, ts: before.ts };
  }

  function history(form: URLSearchParams): Json {
    const root = form.get("ts") ?? undefined;
    const found = [...messages.values()].filter((one) => root === undefined || one.threadTs === root);
    return {
      ok: true,
      messages: found.reverse().map(({ ts, text, metadata }) => ({ ts, text, metadata })),
      has_more: false,
    };
  }

  async function answer(path: string, form: URLSearchParams): Promise<Json> {
    switch (path) {
      case "/api/chat.postMessage":
        return post(form);
      case "/api/chat.update":
        return update(form);
      case "/api/conversations.history":
      case "/api/conversations.replies":
        return history(form);
      default:
        return { ok: false, error: "unknown_method" };
    }
  }

  const server = createServer((request, response) => {
    void readForm(request)
      .then((form) => answer(request.url ?? "", form))
      .catch(() => ({ ok: false, error: "internal_error" }))
      .then((body) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    messages: () => [...messages.values()],
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function contentOf(form: URLSearchParams): Pick<ChannelMessage, "text" | "blocks"> {
  const blocks = jsonOf(form.get("blocks"), []);
  return {
    text: form.get("text") ?? "",
    blocks: Array.isArray(blocks) ? (blocks as ChannelMessage["blocks"]) : [],
  };
}

function jsonOf(text: string | null, otherwise: Json): Json {
  return text === null ? otherwise : (JSON.parse(text) as Json);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
