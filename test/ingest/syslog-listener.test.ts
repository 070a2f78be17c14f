import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type SyslogListener, startSyslog } from "../../src/ingest/syslog-listener.ts";
import { until } from "../daemon/until.ts";

let running: SyslogListener | undefined;

afterEach(() => running?.stop());

const here = { host: "127.0.0.1", port: 0 };

async function listen(submit: (messages: readonly string[]) => Promise<boolean>) {
  const losses: string[] = [];
  running = await startSyslog({
    tcp: here,
    udp: here,
    maxMessageBytes: 1000,
    submit,
    report: (loss, count) => losses.push(`${count} ${loss}`),
  });
  const { tcpPort = 0, udpPort = 0 } = running;
  return { listener: running, losses, tcpPort, udpPort };
}

test("messages of both protocols are stored, each once, although the queue is full at times", async () => {
  const stored: string[] = [];
  let asked = 0;
  const { tcpPort, udpPort } = await listen(async (messages) => {
    asked += 1;
    if (asked % 2 === 1) return false;
    stored.push(...messages);
    return true;
  });
  const socket = connect(tcpPort, "127.0.0.1");
  for (let n = 0; n < 50; n += 1)
    socket.write(n % 2 === 0 ? `<1>tcp ${n}\n` : `${`<1>tcp ${n}`.length} <1>tcp ${n}`);
  socket.end();
  const datagrams = createSocket("udp4");
  for (let n = 0; n < 20; n += 1) datagrams.send(`<1>udp ${n}\n`, udpPort, "127.0.0.1");
  await until("70 messages", () => stored.length >= 70, { seen: () => stored });
  datagrams.close();
  expect(stored.filter((one) => one.includes("tcp"))).toEqual(
    Array.from({ length: 50 }, (_, n) => `<1>tcp ${n}`),
  );
  expect(stored.filter((one) => one.includes("udp")).sort()).toEqual(
    Array.from({ length: 20 }, (_, n) => `<1>udp ${n}`).sort(),
  );
});

test("a sender is slowed down while nothing can be stored", async () => {
  let isFull = true;
  let stored = 0;
  const { tcpPort } = await listen(async (messages) => {
    if (!isFull) stored += messages.length;
    return !isFull;
  });
  const socket = connect(tcpPort, "127.0.0.1");
  const line = `<1>${"x".repeat(900)}\n`;
  let sent = 0;
  // The kernel's own buffers take some megabytes.
  while (socket.write(line.repeat(1000)) || sent < 10) {
    sent += 1;
    if (sent > 200) break;
    await sleep(5);
  }
  expect(socket.writableNeedDrain).toBe(true);
  isFull = false;
  socket.end();
  await until("all of it", () => stored === (sent + 1) * 1000, { maxMs: 30_000, seen: () => [stored, sent] });
});

test("stops with a sender that goes on", async () => {
  const stored: string[] = [];
  const { tcpPort, listener } = await listen(async (messages) => stored.push(...messages) > 0);
  const socket = connect(tcpPort, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("<1>a\n");
  await until("a message", () => stored.length === 1);
  await listener.stop();
  running = undefined;
});
