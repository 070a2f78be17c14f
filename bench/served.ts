import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** The daemon in a process of its own, as people run it. */
export interface Served {
  readonly address: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** `tocsin serve` in a folder that has a tocsin.yaml; resolves when it listens. */
export async function serve(folder: string): Promise<Served> {
  const child = spawn(process.execPath, [MAIN, "serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", BENCH_SLACK_TOKEN: "xoxb-bench" },
  });
  let said = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (piece: Buffer) => {
      said += piece.toString();
      const found = /listens on (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
    child.once("close", () => reject(new Error(`the daemon ended: ${said}`)));
  });
  return {
    address,
    pid: child.pid ?? 0,
    async stop() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
    },
  };
}
