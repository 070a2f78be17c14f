import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type SyslogListener, startSyslog } from "../../src/ingest/syslog-listener.ts";
import type { Entry } from "../../src/model/entry.ts";
import { parseText } from "../conformance/run-cases.ts";
import { until } from "../daemon/until.ts";
import { freePort } from "../notify/http-peer.ts";
import { installed } from "./installed.ts";

const rsyslogd = installed("rsyslogd");
const LINES = 200;
const directory = mkdtempSync(join(tmpdir(), "tocsin-rsyslog-"));
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(directory, { recursive: true, force: true });
});

/** rsyslog takes lines at a port of its own and sends them on. */
function configuration(from: number, to: SyslogListener): string {
  const target = (protocol: string, port: number | undefined, more: string): string =>
    `action(type="omfwd" target="127.0.0.1" port="${port}" protocol="${protocol}" ${more})`;
  return [
    'module(load="imtcp")',
    `input(type="imtcp" port="${from}" address="127.0.0.1")`,
    target("tcp", to.tcpPort, 'TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"'),
    target("udp", to.udpPort, 'template="RSYSLOG_TraditionalForwardFormat"'),
    "",
  ].join("\n");
}

describe.skipIf(rsyslogd === undefined)("rsyslog", () => {
  it("sends counted octets over TCP and datagrams, and every line is read", async () => {
    const seen = { counted: [] as string[], datagrams: [] as string[] };
    const listener = await startSyslog({
      tcp: { host: "127.0.0.1", port: 0 },
      udp: { host: "127.0.0.1", port: 0 },
      maxMessageBytes: 100_000,
      async submit(messages) {
        for (const message of messages)
          (/^<\d+>1 /.test(message) ? seen.counted : seen.datagrams).push(message);
        return true;
      },
      report: () => {},
    });
    ends.push(listener.stop);
    const port = await freePort();
    const conf = join(directory, "rsyslog.conf");
    writeFileSync(conf, configuration(port, listener));
    const child = spawn(rsyslogd ?? "", ["-n", "-f", conf, "-i", join(directory, "pid")], {
      stdio: "ignore",
    });
    ends.push(() => child.kill("SIGKILL"));
    await sendLines(port);
    await until("all lines over TCP", () => seen.counted.length >= LINES, {
      maxMs: 30_000,
      seen: () => [seen.counted.length, seen.datagrams.length],
    });
    await until("a line over UDP", () => seen.datagrams.length > 0, { maxMs: 10_000 });
    const counted = seen.counted.flatMap(entryOf);
    expect(counted.map(({ status }) => status)).toEqual(Array.from({ length: LINES }, (_, n) => 400 + n));
    expect(counted[0]).toMatchObject({ level: "info", attributes: { app_name: "nginx" } });
    const datagrams = seen.datagrams.flatMap(entryOf);
    expect(datagrams).toHaveLength(seen.datagrams.length);
    expect(datagrams[0]).toMatchObject({ level: "info", attributes: { app_name: "nginx", proc_id: "7" } });
  }, 60_000);
});

function entryOf(message: string): readonly Entry[] {
  return parseText(message).flatMap((parsed) => ("entry" in parsed ? parsed.entry : []));
}

/** As nginx would, once rsyslog listens. */
async function sendLines(port: number): Promise<void> {
  const { connect } = await import("node:net");
  const socket = await until("rsyslog to listen", async () => {
    const tried = connect(port, "127.0.0.1");
    return new Promise<typeof tried | undefined>((done) => {
      tried.once("connect", () => done(tried));
      tried.once("error", () => done(undefined));
    });
  });
  for (let n = 0; n < LINES; n += 1) {
    socket.write(`<190>Nov 22 08:11:06 edge-1 nginx[7]: {"status":${400 + n},"path":"/a"}\n`);
  }
  socket.end();
}
