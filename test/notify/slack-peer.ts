import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlackCall {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** An HTTP server that speaks Slack's API and answers as the test says. */
export interface SlackPeer {
  readonly url: string;
  readonly calls: readonly SlackCall[];
  readonly answer: (respond: (response: ServerResponse, call: SlackCall) => void) => void;
  readonly close: () => Promise<void>;
}

export async function startSlackPeer(): Promise<SlackPeer> {
  const calls: SlackCall[] = [];
  let respond: (response: ServerResponse, call: SlackCall) => void = (response) =>
    json(response, { ok: true });
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const call = {
        method: (request.url ?? "").replace("/api/", ""),
        body: Object.fromEntries(new URLSearchParams(body)),
        authorization: request.headers.authorization,
      };
      calls.push(call);
      respond(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/api/`,
    calls,
    answer: (next) => {
      respond = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function json(
  response: ServerResponse,
  body: object,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
