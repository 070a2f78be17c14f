import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { until } from "../daemon/until.ts";
import { freePort } from "../notify/http-peer.ts";
import { projectFile } from "../rules-shipped/shipped.ts";
import { type GoProxy, type GoRun, runGo, startGoProxy } from "./go-proxy.ts";
import { installed } from "./installed.ts";
import { nginx, startNginx } from "./nginx.ts";

const go = installed("go");
const LONG_BACKOFF = fileURLToPath(new URL("../../rules/backoff/long-backoff.yaml", import.meta.url));
const MODULES = [
  "rsc.io/quote@v1.5.2",
  "rsc.io/sampler@latest",
  "example.com/banned@v1.0.0",
  "example.com/good@v1.0.0",
];

/** A build that asks for four modules through nginx, and what each of the three wrote of it. */
interface Build {
  readonly proxy: GoProxy;
  readonly json: GoRun;
  /** Of one module, without -json: then the failure is told on standard error. */
  readonly plain: GoRun;
  readonly accessLog: string;
}

describe.skipIf(go === undefined || nginx === undefined)("the go command behind nginx", () => {
  const ends: (() => unknown)[] = [];
  let directory: string;
  let build: Build;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "tocsin-go-"));
    ends.push(() => rmSync(directory, { recursive: true, force: true }));
    build = await runBuild(directory, ends);
  }, 90_000);

  afterAll(() => {
    for (const end of ends.splice(0).reverse()) end();
  });

  /** As `tocsin parse` prints it. */
  async function parsed(text: string): Promise<readonly Record<string, unknown>[]> {
    const { stdout, exit } = await runProgram(["parse"], { cwd: directory, stdin: text });
    expect(exit).toBe(0);
    return ndjson(stdout);
  }

  async function replayed(lines: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const log = join(directory, "replayed.json");
    writeFileSync(log, lines.map((line) => `${line}\n`).join(""));
    const ran = await runProgram(["replay", "--rules", LONG_BACKOFF, log], { cwd: directory });
    expect(ran).toMatchObject({ exit: 0, stderr: "" });
    return ndjson(ran.stdout);
  }

  it("tells with -x what it asked for, and never when it may ask again", async () => {
    const entries = await parsed(build.json.stderr);
    expect(new Set(entries.map(({ format }) => format))).toEqual(new Set(["go_x"]));
    const requests = entries.filter(({ kind }) => kind === "http_request");
    const seen = requests.map(({ path, module, version, operation, status }) =>
      [path, module, version, operation, status].join(" "),
    );
    expect(seen.sort()).toEqual([
      "/example.com/banned/@v/v1.0.0.info example.com/banned v1.0.0 info 429",
      "/example.com/good/@v/v1.0.0.info example.com/good v1.0.0 info 200",
      "/example.com/good/@v/v1.0.0.mod example.com/good v1.0.0 mod 200",
      "/example.com/good/@v/v1.0.0.zip example.com/good v1.0.0 zip 200",
      "/rsc.io/quote/@v/v1.5.2.info rsc.io/quote v1.5.2 info 429",
      "/rsc.io/sampler/@v/list rsc.io/sampler  list 429",
    ]);
    expect(requests.every(({ ttfb_ms }) => typeof ttfb_ms === "number")).toBe(true);
    expect(entries.filter((entry) => "retry_after_seconds" in entry)).toEqual([]);
  });

  it("says on standard error why it failed", async () => {
    expect(build.plain.exit).toBe(1);
    const entries = await parsed(build.plain.stderr);
    expect(entries.at(-1)).toMatchObject({
      format: "go_x",
      kind: "upstream_error",
      module: "rsc.io/quote",
      version: "v1.5.2",
      status: 429,
      cause: "rate_limited_upstream",
    });
    expect(entries.at(-1)?.["message"]).toContain("quota used up");
  });

  it("says with -json which modules came", async () => {
    expect(build.json.exit).toBe(1);
    const entries = await parsed(build.json.stdout);
    const of = (module: string) => entries.filter((entry) => entry["module"] === module);
    expect(entries).toHaveLength(MODULES.length);
    const failed = { format: "go_json", status: 429, cause: "rate_limited_upstream" };
    expect(of("rsc.io/quote")).toMatchObject([{ ...failed, version: "v1.5.2" }]);
    expect(of("rsc.io/sampler")).toMatchObject([failed]);
    expect(of("example.com/banned")).toMatchObject([failed]);
    const [good] = of("example.com/good");
    expect(good).toMatchObject({ format: "go_json", version: "v1.0.0" });
    expect(good?.["status"]).toBeUndefined();
    expect(good?.["cause"]).toBeUndefined();
  });

  it("is seen by nginx, whose documented log_format holds the Retry-After", async () => {
    const entries = await parsed(build.accessLog);
    const upstream = `127.0.0.1:${build.proxy.port}`;
    const all = { format: "nginx_json", kind: "http_request", method: "GET", service: "module-proxy" };
    const agent = expect.stringMatching(/^Go/);
    const of = (path: string) => entries.filter((entry) => entry["path"] === path);
    const refused = {
      ...all,
      status: 429,
      origin: "upstream",
      upstream,
      upstream_statuses: [429],
      upstream_dead: false,
      cause: "rate_limited_upstream",
      user_agent: agent,
    };
    const quote = { ...refused, module: "rsc.io/quote", version: "v1.5.2", operation: "info" };
    // Once for each build: the go command does not ask again.
    expect(of("/rsc.io/quote/@v/v1.5.2.info")).toMatchObject([
      { ...quote, retry_after_seconds: 30 },
      { ...quote, retry_after_seconds: 30 },
    ]);
    expect(of("/rsc.io/sampler/@v/list")).toMatchObject([
      { ...refused, module: "rsc.io/sampler", operation: "list", retry_after_seconds: 30 },
    ]);
    expect(of("/example.com/banned/@v/v1.0.0.info")).toMatchObject([
      { ...refused, module: "example.com/banned", version: "v1.0.0", retry_after_seconds: 600 },
    ]);
    const [zip] = of("/example.com/good/@v/v1.0.0.zip");
    expect(zip).toMatchObject({ ...all, status: 200, operation: "zip", upstream, user_agent: agent });
    expect(zip?.["bytes"]).toBeGreaterThan(100);
    expect(zip?.["bytes"]).toBe(zip?.["content_length"]);
    expect(zip).not.toHaveProperty("retry_after_seconds");
  });

  it("makes long-backoff fire by the one module that was told to wait ten minutes", async () => {
    const lines = build.accessLog.split("\n").filter((line) => line !== "");
    const banned = lines.filter((line) => line.includes("/example.com/banned/"));
    const [told] = await parsed(banned.join("\n"));
    expect(await replayed(lines)).toEqual([
      {
        at: told?.["time"],
        rule: "long-backoff",
        // Over plain HTTP the go command sends no user name.
        group: { service: "module-proxy", client_id: null },
        state: "firing",
        value: 1,
        started_at: told?.["time"],
        reason: null,
      },
    ]);
    expect(await replayed(lines.filter((line) => !banned.includes(line)))).toEqual([]);
  });
});

async function runBuild(directory: string, ends: (() => unknown)[]): Promise<Build> {
  const proxy = await startGoProxy();
  ends.push(() => proxy.server.close().closeAllConnections());
  const port = await freePort();
  const log = join(directory, "access.json");
  const child = startNginx(directory, documented(port, proxy.port, log));
  ends.push(() => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  await until("nginx to listen", () =>
    fetch(`${url}/ready`).then(
      ({ status }) => status === 404,
      () => false,
    ),
  );
  const build = async (...args: readonly string[]): Promise<GoRun> => {
    const home = mkdtempSync(join(directory, "home-"));
    return runGo(go ?? "", ["mod", "download", "-x", ...args], home, url);
  };
  const json = await build("-json", ...MODULES);
  const plain = await build("rsc.io/quote@v1.5.2");
  const logged = (): string => readFileSync(log, "utf8");
  await until("nginx to log all that it passed on", () => logged().split("\n").length > proxy.asked.length, {
    seen: () => [proxy.asked, logged(), json, plain],
  });
  return { proxy, json, plain, accessLog: logged() };
}

/** What docs/sources.md tells its reader to write, but for the place of the log and who stands behind. */
function documented(port: number, upstream: number, log: string): string {
  const [, shown = ""] =
    /\n## nginx\n[\s\S]*?```nginx\n([\s\S]*?)```/.exec(projectFile("docs/sources.md")) ?? [];
  const [http = "", server = ""] = shown.replace("/var/log/nginx/goproxy.json", log).split("# server { … }");
  return `
${http}
upstream athens { server 127.0.0.1:${upstream}; }
server {
  listen 127.0.0.1:${port};
  ${server}
}`;
}

function ndjson(text: string): readonly Record<string, unknown>[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}
