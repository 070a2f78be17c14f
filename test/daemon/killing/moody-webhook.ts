import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Mood, takes, type Whim } from "./mood.ts";

export interface TakenHook {
  /** Its Idempotency-Key. */
  readonly key: string;
  readonly groupKey: string;
  readonly status: string;
}

export interface MoodyWebhook {
  readonly url: string;
  /** In the order in which they were taken. */
  readonly hooks: readonly TakenHook[];
  readonly close: () => Promise<void>;
}

/** A webhook that does to each payload what its mood says. */
export async function startMoodyWebhook(mood: Mood): Promise<MoodyWebhook> {
  const hooks: TakenHook[] = [];
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    read(request).then(
      (body) => {
        const whim = mood.whim();
        if (!takes(whim)) return refuse(response, whim);
        const key = String(request.headers["idempotency-key"]);
        const payload = JSON.parse(body) as { readonly groupKey: string; readonly status: string };
        hooks.push({ key, groupKey: payload.groupKey, status: payload.status });
        if (mood.taken("webhook") || whim === "taken and lost") response.socket?.resetAndDestroy();
        else if (whim === "late") setTimeout(() => end(response, 200), mood.delay());
        else end(response, whim === "taken and 500" ? 500 : 200);
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    hooks,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function refuse(response: ServerResponse, whim: Whim): void {
  if (whim === "reset") response.socket?.resetAndDestroy();
  else if (whim === "busy") response.writeHead(429, { "retry-after": "1" }).end();
  else end(response, 503);
}

function end(response: ServerResponse, status: number): void {
  if (!response.destroyed) response.writeHead(status).end("{}");
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
