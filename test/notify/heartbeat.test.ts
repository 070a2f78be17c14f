import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type Heartbeat, startHeartbeat } from "../../src/notify/heartbeat.ts";
import { until } from "../daemon/until.ts";
import { virtualTime } from "./virtual-time.ts";

const open: { readonly server: Server; readonly heartbeats: Heartbeat[] }[] = [];

afterEach(async () => {
  for (const { server, heartbeats } of open.splice(0)) {
    for (const heartbeat of heartbeats) heartbeat.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A clock that the test turns, and a real listener. */
async function world(answer: number | "never" = 200) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    if (answer !== "never") response.writeHead(answer).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const time = virtualTime(0);
  const results: (readonly [string, string | undefined])[] = [];
  const state = { mark: 1 as number | undefined, notReady: [] as readonly string[] };
  const heartbeat = startHeartbeat({
    url: `http://127.0.0.1:${port}/ping/s3cret-token`,
    everyMs: 60_000,
    notReady: () => state.notReady,
    mark: () => state.mark,
    setTimer: time.setTimer,
    onBeat: (result, detail) => results.push([result, detail]),
    timeoutMs: 500,
  });
  open.push({ server, heartbeats: [heartbeat] });
  const told = (count: number) => until(`${count} results`, () => results.length >= count);
  return { heard, time, state, results, told, heartbeat };
}

test("beats at once, and every so often while log time moves", async () => {
  const { heard, time, state, results, told } = await world();
  await told(1);
  state.mark = 2;
  await time.advance(60_000);
  await told(2);
  expect(heard).toEqual(["GET /ping/s3cret-token", "GET /ping/s3cret-token"]);
  expect(results).toEqual([
    ["accepted", undefined],
    ["accepted", undefined],
  ]);
});

test("is silent where the scheduler runs and judging is stuck, and goes on with it", async () => {
  const { heard, time, state, results, told } = await world();
  await told(1);
  await time.advance(60_000);
  await told(2);
  expect(results[1]).toEqual(["withheld", "nothing has been judged since the last heartbeat"]);
  state.mark = 2;
  await time.advance(60_000);
  await told(3);
  expect(heard).toHaveLength(2);
});

test("beats before the first entry, when there is nothing to judge yet", async () => {
  const { heard, time, state, told } = await world();
  state.mark = undefined;
  await told(1);
  await time.advance(60_000);
  await told(2);
  expect(heard).toHaveLength(2);
});

test("is silent while nothing can be written", async () => {
  const { heard, time, state, results, told } = await world();
  await told(1);
  state.mark = 2;
  state.notReady = ["the disk takes no more (SQLITE_FULL)"];
  await time.advance(60_000);
  await told(2);
  expect(results[1]?.[0]).toBe("withheld");
  expect(heard).toHaveLength(1);
});

test.each<readonly [number | "never", string]>([
  [404, "answered 404"],
  [302, "answered 302"],
  ["never", "no answer in time"],
])("a listener that answers %s is a failure that does not name the address", async (answer, detail) => {
  const { time, state, results, told } = await world(answer);
  await told(1);
  expect(results[0]).toEqual(["failed", detail]);
  state.mark = 2;
  await time.advance(60_000);
  await told(2);
});

test("ends with stop", async () => {
  const { heard, time, told, heartbeat } = await world();
  await told(1);
  heartbeat.stop();
  await time.advance(600_000);
  expect([heard.length, time.pending()]).toEqual([1, 0]);
});
