import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startTail } from "../../src/ingest/tail.ts";
import { parseText } from "../conformance/run-cases.ts";
import { until } from "../daemon/until.ts";
import { installed } from "./installed.ts";
import { nginx, startNginx } from "./nginx.ts";

const logrotate = installed("logrotate");
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const http = (directory: string): string => `
  log_format tocsin escape=json '{"msec":$msec,"uri":"$request_uri","status":$status,"request_time":$request_time}';
  access_log ${directory}/access.log tocsin;
  server { listen unix:${directory}/sock; location / { return 429; } }
`;

/** Both ways in which logs are rotated: renamed, the program being told to open the name anew; copied and emptied. */
const MODES = {
  rename: (directory: string) => `
${directory}/access.log {
  rotate 9
  size 1
  nocreate
  postrotate
    kill -USR1 $(cat ${directory}/nginx.pid)
  endscript
}`,
  packed: (directory: string) => `
${directory}/access.log {
  rotate 9
  size 1
  compress
  nocreate
  postrotate
    kill -USR1 $(cat ${directory}/nginx.pid)
  endscript
}`,
  copytruncate: (directory: string) => `
${directory}/access.log {
  rotate 9
  size 1
  copytruncate
}`,
} as const;

describe.skipIf(nginx === undefined || logrotate === undefined)("nginx's log that logrotate rotates", () => {
  it.each(Object.keys(MODES) as (keyof typeof MODES)[])(
    "by %s is read once, line by line",
    async (mode) => {
      const directory = mkdtempSync(join(tmpdir(), "tocsin-nginx-"));
      ends.push(() => rmSync(directory, { recursive: true, force: true }));
      writeFileSync(join(directory, "rotate.conf"), MODES[mode](directory), { mode: 0o600 });
      const child = startNginx(directory, http(directory));
      ends.push(() => child.kill("SIGKILL"));
      await until("nginx to listen", () =>
        request(join(directory, "sock"), "/ready").then(
          () => true,
          () => false,
        ),
      );
      const lines: string[] = [];
      const tail = startTail({
        path: join(directory, "access.log"),
        positions: [],
        pollMs: 20,
        report: () => {},
        deliver: async (chunk) => void lines.push(...chunk.lines),
      });
      ends.push(tail.stop);
      // It was asked whether it listens, before; that request has no version.
      const all = (): number => lines.flatMap(versionOf).length;
      let sent = 0;
      for (let round = 0; round < 4; round += 1) {
        for (let n = 0; n < 25; n += 1) await request(join(directory, "sock"), `/m/@v/v1.0.${sent++}.info`);
        // What was copied before it was read is emptied: only a tail that had come so far loses nothing.
        if (mode === "copytruncate") await until("all to be read", () => all() >= sent);
        const state = join(directory, "state");
        execFileSync(logrotate ?? "", ["-f", "-s", state, join(directory, "rotate.conf")], { stdio: "pipe" });
      }
      for (let n = 0; n < 5; n += 1) await request(join(directory, "sock"), `/m/@v/v1.0.${sent++}.info`);
      await until(`${sent} lines`, () => all() >= sent, {
        seen: () => [lines.length, readLog(directory)],
      });
      const versions = lines.flatMap(versionOf);
      expect(versions).toEqual(Array.from({ length: sent }, (_, n) => `v1.0.${n}`));
    },
    60_000,
  );
});

function versionOf(line: string): readonly string[] {
  return parseText(line).flatMap((parsed) => ("entry" in parsed ? (parsed.entry.version ?? []) : []));
}

function readLog(directory: string): string {
  const path = join(directory, "error.log");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

async function request(socketPath: string, path: string): Promise<void> {
  const { get } = await import("node:http");
  await new Promise<void>((done, fail) => {
    get({ socketPath, path }, (answer) => answer.resume().on("end", () => done())).on("error", fail);
  });
}
