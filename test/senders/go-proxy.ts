import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { moduleZip } from "./module-zip.ts";

/** Modules of which the upstream says that it is asked too often, and the Retry-After that it says. */
const RETRY_AFTER: Readonly<Record<string, string>> = {
  "rsc.io/quote": "30",
  "rsc.io/sampler": "30",
  "example.com/banned": "600",
};

/** The one module that there is. */
const SERVED: Readonly<Record<string, string | Buffer>> = {
  "/example.com/good/@v/list": "v1.0.0\n",
  "/example.com/good/@v/v1.0.0.info": '{"Version":"v1.0.0","Time":"2026-01-02T03:04:05Z"}',
  "/example.com/good/@v/v1.0.0.mod": "module example.com/good\n",
  "/example.com/good/@v/v1.0.0.zip": moduleZip({
    "example.com/good@v1.0.0/go.mod": "module example.com/good\n",
    "example.com/good@v1.0.0/good.go": "package good\n",
  }),
};

export interface GoProxy {
  readonly port: number;
  /** Paths in the order in which they were asked for. */
  readonly asked: readonly string[];
  readonly server: Server;
}

/** What stands behind nginx: a module proxy that has one module, and quotas for the others. */
export async function startGoProxy(): Promise<GoProxy> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const module = /^\/(.*)\/@(?:v|latest)\b/.exec(url)?.[1] ?? "";
    const wait = RETRY_AFTER[module];
    const served = SERVED[url];
    const text = { "content-type": "text/plain; charset=utf-8" };
    if (wait !== undefined) response.writeHead(429, { ...text, "retry-after": wait }).end("quota used up\n");
    else if (served === undefined) response.writeHead(404, text).end("not found\n");
    else response.writeHead(200, { "content-length": Buffer.byteLength(served) }).end(served);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : 0, asked, server };
}

export interface GoRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const maxRunMs = 30_000;

/** Runs the go command with nothing of this machine's own, and with nobody to ask but that proxy. */
export function runGo(program: string, args: readonly string[], home: string, proxy: string): Promise<GoRun> {
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    GOPATH: join(home, "go"),
    GOCACHE: join(home, "cache"),
    GOENV: "off",
    GOTELEMETRY: "off",
    GOTOOLCHAIN: "local",
    GOSUMDB: "off",
    // Else nobody but root could remove the directory.
    GOFLAGS: "-modcacherw",
    GOPROXY: proxy,
  };
  return new Promise((resolve, reject) => {
    const options = { cwd: home, env, timeout: maxRunMs, killSignal: "SIGKILL" } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : error.code;
      if (typeof exit === "number") resolve({ exit, stdout, stderr });
      else reject(new Error(`go ${args.join(" ")} did not end by itself:\n${stdout}\n${stderr}`));
    });
  });
}
