import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TailPosition } from "../ports/log-store.ts";
import { matchingPosition, readHead } from "./fingerprint.ts";
import type { FileIdentity } from "./tailed-file.ts";

/** Names that logrotate and its like give: app.log.1, app.log-20261124, app.log.2026-11-24T03, app.log.old. */
const ROTATED_SUFFIX = /^[.\-_](?:\d[\d.\-_:TZ]*|old|prev)$/;

/** Rotated files that are looked at; older ones are not. */
const MAX_ROTATED_FILES = 32;

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
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(base) && ROTATED_SUFFIX.test(name.slice(base.length)),
  );
  const rotated = await Promise.all(names.map((name) => look(join(folder, name))));
  const oldestFirst = rotated.flatMap((file) => file ?? []).sort((a, b) => a.mtimeMs - b.mtimeMs);
  return [...oldestFirst.slice(-MAX_ROTATED_FILES), ...(current === undefined ? [] : [current])];
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
 * than one rename. It is the path itself where the identity is not found any more.
 */
export async function fileAfter(path: string, { dev, ino }: FileIdentity): Promise<FoundName> {
  const files = await filesOf(path);
  const at = files.findIndex((file) => file.dev === dev && file.ino === ino);
  return named(at < 0 ? undefined : files[at + 1], path);
}

function named(found: FoundFile | undefined, path: string): FoundName {
  if (found === undefined) return { file: path };
  const { file, dev, ino } = found;
  return { file, identity: { dev, ino } };
}

/**
 * Where a tail goes on after a restart: the file that the newest position belongs to, which may have been
 * renamed away meanwhile; else the path itself.
 */
export async function fileToResume(path: string, positions: readonly TailPosition[]): Promise<FoundName> {
  const newest = positions.slice(0, 1);
  if (newest.length === 0) return { file: path };
  for (const found of (await filesOf(path)).toReversed()) {
    if (await isKnown(found.file, newest)) return named(found, path);
  }
  return { file: path };
}

async function isKnown(file: string, positions: readonly TailPosition[]): Promise<boolean> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      return matchingPosition(await readHead(handle, size), size, positions) !== undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
