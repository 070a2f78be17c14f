import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TailPosition } from "../ports/log-store.ts";
import { matchingPosition, readHead } from "./fingerprint.ts";
import { gzipHead, isGzip } from "./gzip-file.ts";
import type { FileIdentity } from "./tailed-file.ts";

/** Names that logrotate and its like give: app.log.1, app.log-20261124, app.log.2026-11-24T03, app.log.old, and packed. */
const ROTATED_SUFFIX = /^[.\-_](?:\d[\d.\-_:TZ]*|old|prev)(?:\.gz)?$/;

/** Rotated files that are looked at; older ones are not. */
const MAX_ROTATED_FILES = 32;

/** While a file is packed, its names change between a look at the folder and one at each of them. */
const MAX_LOOKS = 4;
const LOOK_AGAIN_MS = 25;

interface FoundFile extends FileIdentity {
  readonly file: string;
  readonly mtimeMs: number;
}

/** The path and the files that were renamed away from it, in the order in which they were last written. */
async function filesOf(path: string): Promise<readonly FoundFile[]> {
  // Behind a link, as kubelet makes them, the renamed files lie beside the real one.
  const real = await realpath(path).catch(() => path);
  const folder = dirname(real);
  const base = basename(real);
  // Before the names are read: one that is renamed just then is seen twice, which does no harm, and never missed.
  const current = await look(path);
  const names = (await readdir(folder)).filter((name) => isRotatedOf(name, base));
  const rotated = await Promise.all(names.map((name) => look(join(folder, name))));
  const oldestFirst = rotated.flatMap((file) => file ?? []).sort((a, b) => a.mtimeMs - b.mtimeMs);
  return [...oldestFirst.slice(-MAX_ROTATED_FILES), ...(current === undefined ? [] : [current])];
}

/** Whether a name is one that a file called `base` gets when it is rotated. */
export function isRotatedOf(name: string, base: string): boolean {
  return name.startsWith(base) && ROTATED_SUFFIX.test(name.slice(base.length));
}

async function look(file: string): Promise<FoundFile | undefined> {
  try {
    const { dev, ino, mtimeMs, size } = await stat(file);
    return size === 0 ? undefined : { file, dev, ino, mtimeMs };
  } catch {
    return undefined;
  }
}

/** A file by name, and which one it was when it was found: a name may belong to another by the time it is opened. */
export interface FoundName {
  readonly file: string;
  /** Absent: whatever has the name. */
  readonly identity?: FileIdentity;
}

/**
 * The file that goes on after the one with this identity: a tail that was slow, or down, may have missed more
 * than one rename. Where the identity is gone, because the file was packed or deleted, it is the one after that which
 * begins as the newest position says, and the path itself where none does.
 */
export async function fileAfter(
  path: string,
  { dev, ino }: FileIdentity,
  positions: readonly TailPosition[],
): Promise<FoundName> {
  for (let looks = 1; ; looks += 1) {
    const files = await filesOf(path);
    const same = files.findIndex((file) => file.dev === dev && file.ino === ino);
    const at = same < 0 ? await lastKnown(files, positions) : same;
    if (at >= 0) return named(files[at + 1], path);
    if (looks === MAX_LOOKS) return { file: path };
    await sleep(LOOK_AGAIN_MS);
  }
}

function named(found: FoundFile | undefined, path: string): FoundName {
  if (found === undefined) return { file: path };
  const { file, dev, ino } = found;
  return { file, identity: { dev, ino } };
}

/**
 * Where a tail goes on after a restart: the file that the newest position belongs to, which may have been
 * renamed away and packed meanwhile; else the path itself. `fromOldest`: one that begins, begins with its oldest file.
 */
export async function fileToResume(
  path: string,
  positions: readonly TailPosition[],
  fromOldest: boolean,
): Promise<FoundName> {
  if (positions.length === 0 && !fromOldest) return { file: path };
  const files = await filesOf(path);
  return named(positions.length === 0 ? files[0] : files[await lastKnown(files, positions)], path);
}

/** Place of the last file that begins as the newest position says; -1 where none does. */
async function lastKnown(files: readonly FoundFile[], positions: readonly TailPosition[]): Promise<number> {
  const newest = positions.slice(0, 1);
  for (let at = files.length - 1; at >= 0 && newest.length > 0; at -= 1) {
    const found = files[at];
    if (found !== undefined && (await isKnown(found.file, newest))) return at;
  }
  return -1;
}

async function isKnown(file: string, positions: readonly TailPosition[]): Promise<boolean> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const head = await readHead(handle, size);
      if (!isGzip(head)) return matchingPosition(head, size, positions) !== undefined;
      return matchingPosition(await gzipHead(file), Number.POSITIVE_INFINITY, positions) !== undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
