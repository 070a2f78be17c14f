import { accessSync, constants, existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { lockDataDirectory } from "../store/data-directory.ts";
import { openStoresForReading } from "../store/open-stores.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import type { DaemonAnswer } from "./status-report.ts";

/** Below this a busy log fills the disk within hours. */
export const minFreeBytes = 1_073_741_824;

/** The data directory: can it be written, who has it, is there room, can the databases be read. */
export function examineData(config: Config, answer: DaemonAnswer): DoctorSection {
  const title = `data directory ${config.data}`;
  if (!existsSync(config.data)) return { title, findings: [notThereYet(config.data)] };
  return {
    title,
    findings: [
      writable(config.data),
      ...privacy(config.data),
      holder(config.data, answer),
      freeSpace(config.data),
      ...databases(config.data),
    ],
  };
}

function notThereYet(data: string): Finding {
  let parent = resolve(data);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    return note("is not there yet; `tocsin serve` or `tocsin ingest` makes it");
  } catch {
    return wrong(
      "is not there, and cannot be made",
      `let the user that Tocsin runs as write to ${parent}, or set \`data\``,
    );
  }
}

/** By writing: a permission says nothing of a file system that is read-only or full. */
function writable(data: string): Finding {
  const probe = join(data, `doctor-${process.pid}.probe`);
  try {
    writeFileSync(probe, "x", { mode: 0o600 });
    return fine("can be written");
  } catch (error) {
    const mend = "let the user that Tocsin runs as write there; is the disk full, or mounted read-only";
    return wrong(`cannot be written: ${codeOf(error)}`, mend);
  } finally {
    rmSync(probe, { force: true });
  }
}

function privacy(data: string): readonly Finding[] {
  const mode = statSync(data).mode & 0o777;
  if ((mode & 0o007) === 0) return [];
  return [note("other users of this machine can look into it, and it holds log lines", `chmod 700 ${data}`)];
}

function holder(data: string, { daemon, says }: DaemonAnswer): Finding {
  if (daemon !== undefined) {
    const who = `daemon ${daemon.pid} at ${daemon.address}`;
    if (says !== undefined) return fine(`is held by ${who}, which answers`);
    return wrong(
      `is held by ${who}, which does not answer as it should`,
      "look at its log; is `http.token` the one that it was started with",
    );
  }
  try {
    const lock = lockDataDirectory(data);
    if ("heldBy" in lock) return note("another command is writing to it now");
    lock.release();
    return note("no daemon runs on it, so nothing is judged and nobody is told", "tocsin serve");
  } catch (error) {
    return wrong(
      `its lock cannot be taken: ${codeOf(error)}`,
      "is it on a network file system without locks?",
    );
  }
}

function freeSpace(data: string): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const text = `${sizeWords(free)} free`;
  return free < minFreeBytes
    ? wrong(text, "make room: when the disk is full no line is taken any more")
    : fine(text);
}

function databases(data: string): readonly Finding[] {
  try {
    const stores = openStoresForReading(data);
    try {
      const { queued, accepted, dead } = stores.state.deliveryCounts();
      const entries = stores.log.counts().reduce((sum, source) => sum + source.entries, 0);
      const messages = `messages: ${accepted} delivered, ${queued} waiting, ${dead} given up`;
      return [
        fine(`${entries} entries can be read`),
        dead === 0
          ? fine(messages)
          : wrong(
              messages,
              "`tocsin deliveries` says which and why, and sends them again; `tocsin doctor --send` tries each receiver",
            ),
      ];
    } finally {
      stores.close();
    }
  } catch (error) {
    if (error instanceof Error && error.name === "DataMissing") return [note("holds no entries yet")];
    const message = error instanceof Error ? error.message : String(error);
    return [wrong(`its databases cannot be opened: ${message}`)];
  }
}

export function sizeWords(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
