import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { DIST, listen, startProgram } from "../cli/program.ts";
import { until } from "./until.ts";

/** A daemon in a process of its own. */
export interface DaemonProcess {
  /** http://127.0.0.1:PORT */
  readonly address: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** SIGTERM, and its exit code. */
  readonly stop: () => Promise<number | null>;
  /** SIGKILL, and until it is gone. */
  readonly kill: () => Promise<void>;
}

const children = new Set<ChildProcessWithoutNullStreams>();

// A test that failed leaves its daemon behind; it is ended by its own handle.
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** `tocsin serve` in the folder, whose tocsin.yaml the test has written. */
export function startServe(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<DaemonProcess> {
  return started(startProgram(["serve", ...args], { cwd: folder, env }));
}

const PACED = fileURLToPath(new URL("./programs/paced-daemon.ts", import.meta.url));
/** By its place, since the program runs in a folder that has no modules. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface Pace {
  /** What its clock says at its start, epoch ms. */
  readonly origin: number;
  /** How much faster than real time it runs. */
  readonly speed: number;
}

/** The daemon under a clock of the test's own, so that a log of the past is judged as if it came now. */
export function startPaced(
  folder: string,
  { origin, speed }: Pace,
  env: Readonly<Record<string, string>> = {},
): Promise<DaemonProcess> {
  const args = ["--import", TSX, PACED, DIST, String(origin), String(speed)];
  const environment = { PATH: process.env["PATH"] ?? "", ...env };
  return started(spawn(process.execPath, args, { cwd: folder, env: environment }));
}

async function started(child: ChildProcessWithoutNullStreams): Promise<DaemonProcess> {
  children.add(child);
  const said = listen(child);
  let exit: number | null | undefined;
  const closed = once(child, "close").then(() => {
    exit = child.exitCode;
    children.delete(child);
  });
  const address = await until(
    "the daemon to listen",
    () => {
      if (exit !== undefined) throw new Error(`the daemon ended with ${exit}: ${said.stderr()}`);
      return /listens on (http:\S+)/.exec(said.stdout())?.[1];
    },
    { maxMs: 60_000, seen: () => [said.stdout(), said.stderr()] },
  );
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    child.kill(signal);
    await closed;
  };
  return {
    address,
    stdout: said.stdout,
    stderr: said.stderr,
    async stop() {
      await end("SIGTERM");
      return child.exitCode;
    },
    kill: () => end("SIGKILL"),
  };
}
