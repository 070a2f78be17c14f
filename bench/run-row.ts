import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HELD_ROWS, type HeldRowName, type HeldValue } from "./held-rows.ts";
import type { Measured } from "./measure.ts";
import { ROWS, type RowName } from "./rows.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/**
 * What the writer thread's 64 MiB of young objects come to as a flag, for the rows that run in a main thread. The
 * thread has its limit from the daemon, which the flag would override.
 */
const semiSpaceFlag = "--max-semi-space-size=32";

/** Measures one row in a process of its own, so that neither heap nor compiled code is another row's. */
export function runRow(name: RowName, lines: number): Measured {
  // What measureRow printed.
  return JSON.parse(runApart(name, lines, name === "ingest" ? [] : [semiSpaceFlag])) as Measured;
}

export function runHeldRow(name: HeldRowName, lines: number): readonly HeldValue[] {
  // What measureHeldRow printed.
  return JSON.parse(runApart(name, lines, [])) as readonly HeldValue[];
}

function runApart(name: string, lines: number, flags: readonly string[]): string {
  const dir = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    const args = [...flags, "--import", "tsx", MAIN, "--row", name, "--lines", String(lines), "--dir", dir];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`the row ${name} failed: ${stderr}`);
    return stdout;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The other side of runRow. */
export async function measureRow(name: RowName, lines: number, dir: string): Promise<void> {
  process.stdout.write(JSON.stringify(await ROWS[name].measure(dir, lines)));
}

/** The other side of runHeldRow. */
export async function measureHeldRow(name: HeldRowName, lines: number, dir: string): Promise<void> {
  process.stdout.write(JSON.stringify(await HELD_ROWS[name](dir, lines)));
}
