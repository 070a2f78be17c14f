import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the built program is: dist, or the folder named by TOCSIN_DIST. */
export const DIST = process.env["TOCSIN_DIST"] ?? fileURLToPath(new URL("../../dist", import.meta.url));

const maxRunMs = 60_000;

export interface ProgramOptions {
  /** The working directory. */
  readonly cwd: string;
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Starts the program with an environment of the test's making; its owner ends it by this handle. */
export function startProgram(
  args: readonly string[],
  { cwd, env = {} }: ProgramOptions,
): ChildProcessWithoutNullStreams {
  // Only the path, so that neither colours nor somebody's TOCSIN_DATA come in from outside.
  const environment = { PATH: process.env["PATH"] ?? "", TZ: "Asia/Kathmandu", LC_ALL: "C", ...env };
  return spawn(process.execPath, [join(DIST, "main.js"), ...args], { cwd, env: environment });
}

/** Runs the program to its end; one that does not end is killed, and the test fails with what it said. */
export function runProgram(args: readonly string[], options: ProgramOptions): Promise<Ran> {
  const child = startProgram(args, options);
  const said = listen(child);
  // It may end before it has read all of it.
  child.stdin.on("error", () => {});
  child.stdin.end(options.stdin ?? "");
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`tocsin ${args.join(" ")} did not end:\n${said.stdout()}\n${said.stderr()}`));
    }, maxRunMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ stdout: said.stdout(), stderr: said.stderr(), exit: code ?? -1 });
    });
  });
}

/** What a child has said so far. */
export function listen(child: ChildProcessWithoutNullStreams): {
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  const parts: { readonly out: Buffer[]; readonly err: Buffer[] } = { out: [], err: [] };
  child.stdout.on("data", (chunk: Buffer) => parts.out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => parts.err.push(chunk));
  return {
    stdout: () => Buffer.concat(parts.out).toString("utf8"),
    stderr: () => Buffer.concat(parts.err).toString("utf8"),
  };
}
