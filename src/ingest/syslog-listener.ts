import type { Buffer } from "node:buffer";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createSyslogFrames } from "./syslog-frames.ts";

/** Senders that are connected at the same time; more are turned away. */
export const maxSyslogConnections = 256;
/** Datagrams that wait to be stored; more are dropped, which UDP allows. */
export const maxWaitingDatagrams = 10_000;
/** So long messages are gathered, or each would cost a commit of its own. */
const gatherMs = 50;
/** Between tries to store what the queue had no room for. */
const retryMs = 500;

export interface SyslogPlace {
  readonly host: string;
  readonly port: number;
}

export type SyslogLoss = "datagrams_dropped" | "connections_refused" | "messages_cut";

export interface SyslogSettings {
  readonly tcp?: SyslogPlace | undefined;
  readonly udp?: SyslogPlace | undefined;
  readonly maxMessageBytes: number;
  /** True once the messages are committed; false where they have to come again. */
  readonly submit: (messages: readonly string[]) => Promise<boolean>;
  /** A limit was hit. */
  readonly report: (loss: SyslogLoss, count: number) => void;
}

export interface SyslogListener {
  /** Where it really listens. */
  readonly tcpPort: number | undefined;
  readonly udpPort: number | undefined;
  /** Takes nothing more; resolves when what was taken is stored, or cannot be. */
  readonly stop: () => Promise<void>;
}

/** Syslog over TCP and UDP. The protocol has no answers: TCP senders are slowed down while nothing can be stored. */
export async function startSyslog(settings: SyslogSettings): Promise<SyslogListener> {
  const stopping = new AbortController();
  const tcp =
    settings.tcp === undefined ? undefined : await listenTcp(settings, settings.tcp, stopping.signal);
  const udp =
    settings.udp === undefined ? undefined : await listenUdp(settings, settings.udp, stopping.signal);
  return {
    tcpPort: tcp?.port,
    udpPort: udp?.port,
    async stop() {
      stopping.abort();
      await Promise.all([tcp?.stop(), udp?.stop()]);
    },
  };
}

interface Listening {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Stores, and tries again until it is done; false where it was stopped before. */
async function store(
  { submit }: SyslogSettings,
  messages: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    if (await submit(messages).catch(() => false)) return true;
    if (signal.aborted) return false;
    await sleep(retryMs, undefined, { signal }).catch(() => {});
  }
}

async function listenTcp(
  settings: SyslogSettings,
  place: SyslogPlace,
  signal: AbortSignal,
): Promise<Listening> {
  const sockets = new Map<Socket, Promise<void>>();
  const server: Server = createServer((socket) => {
    if (sockets.size >= maxSyslogConnections || signal.aborted) {
      settings.report("connections_refused", 1);
      socket.destroy();
      return;
    }
    const done = readStream(settings, socket, signal).finally(() => sockets.delete(socket));
    sockets.set(socket, done);
  });
  server.listen(place.port, place.host);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : place.port,
    async stop() {
      server.close();
      const open = [...sockets];
      // A read that waits ends, and what was read before is stored.
      for (const [socket] of open) socket.end().destroySoon();
      for (const [socket] of open) setTimeout(() => socket.destroy(), gatherMs).unref();
      await Promise.allSettled(open.map(([, done]) => done));
    },
  };
}

/** Reading waits for storing, so that a sender's own buffers fill up before ours do. */
async function readStream(settings: SyslogSettings, socket: Socket, signal: AbortSignal): Promise<void> {
  const frames = createSyslogFrames(settings.maxMessageBytes);
  let cut = 0;
  socket.on("error", () => {});
  try {
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      const messages = frames.push(bytes);
      if (frames.cut() > cut) settings.report("messages_cut", frames.cut() - cut);
      cut = frames.cut();
      if (messages.length > 0 && !(await store(settings, messages, signal))) break;
    }
  } catch {
    // The sender is gone; what it had sent whole is stored.
  }
  const rest = frames.end();
  if (rest.length > 0) await store(settings, rest, signal);
  socket.destroy();
}

async function listenUdp(
  settings: SyslogSettings,
  place: SyslogPlace,
  signal: AbortSignal,
): Promise<Listening> {
  const socket: UdpSocket = createSocket(place.host.includes(":") ? "udp6" : "udp4");
  let waiting: string[] = [];
  let storing: Promise<void> | undefined;

  async function storeAll(): Promise<void> {
    await sleep(gatherMs, undefined, { signal }).catch(() => {});
    while (waiting.length > 0) {
      const messages = waiting;
      waiting = [];
      if (!(await store(settings, messages, signal))) settings.report("datagrams_dropped", messages.length);
    }
    storing = undefined;
  }

  socket.on("message", (bytes) => {
    if (waiting.length >= maxWaitingDatagrams) {
      settings.report("datagrams_dropped", 1);
      return;
    }
    waiting.push(bytes.toString("utf8").replace(/[\r\n\0]+$/, ""));
    storing ??= storeAll();
  });
  socket.on("error", () => {});
  socket.bind(place.port, place.host);
  await once(socket, "listening");
  return {
    port: socket.address().port,
    async stop() {
      socket.close();
      await storing;
    },
  };
}
