import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HttpOrdeal } from "./contract.ts";

export interface PeerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An HTTP server that does to each request what the test says. */
export interface HttpPeer {
  readonly origin: string;
  /** Requests that were read to their end. */
  readonly requests: readonly PeerRequest[];
  /** Requests that came where a redirect pointed to. */
  readonly strayed: () => number;
  /** Bytes of endless answers that somebody took. */
  readonly bytesTaken: () => number;
  readonly play: (ordeal: HttpOrdeal, accepting: PeerAnswer, secrets?: readonly string[]) => void;
  readonly close: () => Promise<void>;
}

export interface PeerAnswer {
  readonly status: number;
  readonly body: string;
}

export async function startHttpPeer(): Promise<HttpPeer> {
  const requests: PeerRequest[] = [];
  const taken = { strayed: 0, bytes: 0 };
  let ordeal: HttpOrdeal = "takes it";
  let accepting: PeerAnswer = { status: 200, body: "{}" };
  let secrets: readonly string[] = [];
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    void read(request).then(
      (body) => {
        const { method = "", url = "", headers } = request;
        if (url.startsWith("/elsewhere")) taken.strayed += 1;
        requests.push({ method, path: url, headers, body });
        answer(response, ordeal, accepting, {
          origin,
          secrets,
          countBytes: (bytes) => (taken.bytes += bytes),
        });
      },
      () => undefined,
    );
  });
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    if (ordeal === "resets before it has read it") socket.resetAndDestroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    origin,
    requests,
    strayed: () => taken.strayed,
    bytesTaken: () => taken.bytes,
    play(next, accepts, known = []) {
      ordeal = next;
      accepting = accepts;
      secrets = known;
      requests.splice(0);
      taken.strayed = 0;
      taken.bytes = 0;
      server.closeIdleConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Scene {
  readonly origin: string;
  readonly secrets: readonly string[];
  readonly countBytes: (bytes: number) => void;
}

function answer(response: ServerResponse, ordeal: HttpOrdeal, accepting: PeerAnswer, scene: Scene): void {
  switch (ordeal) {
    case "takes it":
      end(response, accepting.status, accepting.body);
      return;
    case "says nothing":
    case "resets before it has read it":
    case "is not there":
      return;
    case "resets after it has taken it":
      response.socket?.resetAndDestroy();
      return;
    case "answers drop by drop":
      drip(response, accepting);
      return;
    case "answers without end":
      flood(response, accepting.status, scene.countBytes);
      return;
    case "answers a page of HTML with 200":
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><title>Sign in</title>");
      return;
    case "redirects":
      end(response, 307, "", { location: `${scene.origin}/elsewhere` });
      return;
    case "repeats every secret in a refusal":
      end(response, 400, JSON.stringify({ error: `bad request: ${scene.secrets.join(", ")}` }));
      return;
    case "429 with seconds":
      end(response, 429, "", { "retry-after": "7" });
      return;
    case "429 with a date":
      end(response, 429, "", {
        date: "Sun, 22 Nov 2026 10:00:00 GMT",
        "retry-after": "Sun, 22 Nov 2026 10:00:09 GMT",
      });
      return;
    case "429 without Retry-After":
      end(response, 429, "slow down");
      return;
    case "503 with Retry-After":
      end(response, 503, "", { "retry-after": "5" });
      return;
    default:
      end(response, Number(ordeal), JSON.stringify({ error: "no such room" }));
      return;
  }
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The head at once, then a byte now and then, for ever. */
function drip(response: ServerResponse, { status }: PeerAnswer): void {
  response.writeHead(status, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

const CHUNK = Buffer.alloc(65_536, "x");

function flood(response: ServerResponse, status: number, countBytes: (bytes: number) => void): void {
  response.writeHead(status, { "content-type": "application/json" });
  let open = true;
  response.on("close", () => {
    open = false;
  });
  const more = (): void => {
    if (!open) return;
    countBytes(CHUNK.length);
    if (response.write(CHUNK)) setImmediate(more);
    else response.once("drain", more);
  };
  more();
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
