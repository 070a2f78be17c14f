import { stat } from "node:fs/promises";
import type { TailPosition } from "../ports/log-store.ts";
import type { CountUnfinished } from "./held-lines.ts";
import { MAX_LINE_BYTES } from "./line-splitter.ts";
import { type FoundName, fileAfter, fileToResume } from "./rotated-files.ts";
import { type FileIdentity, openTailedFile, type TailChunk, type TailedFile } from "./tailed-file.ts";
import { createWakeUp, type WakeUp } from "./wake-up.ts";

/** Where the system tells nothing (network file systems), the file is looked at this often. */
const POLL_MS = 250;

/** At the end of a file lines are gathered this long, or each would cost a commit of its own. */
const GATHER_MS = 50;

/** A program goes on writing to the renamed file until it has opened the new one; so many looks find nothing first. */
const ROTATION_GRACE_LOOKS = 2;

/** Between tries when the file cannot be read or its lines cannot be stored. */
const RETRY_MS = 1000;

/** Names may be moved on by a rotation while they are read; then they are read again, so often. */
const MAX_NAME_LOOKS = 5;

/** Positions kept in memory, by which a file is found again after it moved. */
const MAX_KNOWN_POSITIONS = 16;

export type TailEvent =
  /** `offset`: where reading starts. */
  | { readonly kind: "opened"; readonly file: string; readonly offset: number }
  /** The path is another file now, and the old one was read to its end. */
  | { readonly kind: "rotated" }
  /** The file became shorter or was written anew; it is read from its start. */
  | { readonly kind: "truncated" }
  /** Lines that were longer than allowed were cut off. */
  | { readonly kind: "cut"; readonly lines: number }
  /** Reading or storing failed, and is tried again. Told once while the error stays the same. */
  | { readonly kind: "failed"; readonly detail: string };

export interface TailSettings {
  readonly path: string;
  /** What the store knows of the path, newest first. */
  readonly positions: readonly TailPosition[];
  /** Resolves once the lines and the position are stored; the same chunk comes again after it rejects. */
  readonly deliver: (chunk: TailChunk) => Promise<void>;
  readonly report: (event: TailEvent) => void;
  /** How often the file is looked at where the system tells nothing, ms; default 250. */
  readonly pollMs?: number;
  readonly maxLineBytes?: number;
  /** A tail that nobody knows begins with the oldest file that was rotated away from the path. */
  readonly fromOldest?: boolean;
  /** Last lines that wait for the rest of their record; default none. */
  readonly unfinished?: CountUnfinished;
}

export interface Tail {
  /** Whether whole lines or bytes are there that are not stored yet, as far as was last seen. */
  readonly behind: () => boolean;
  /** Resolves when nothing is read or delivered any more. A delivery under way is waited for. */
  readonly stop: () => Promise<void>;
}

interface TailState {
  readonly settings: TailSettings;
  readonly wakeUp: WakeUp;
  stopping: boolean;
  behind: boolean;
  lastFailure: string | undefined;
  /** Newest first. */
  known: readonly TailPosition[];
}

/**
 * Follows one growing file through renames and truncation, each line once. A file that does not exist yet is
 * waited for. Reading waits for storing, so memory holds one chunk.
 */
export function startTail(settings: TailSettings): Tail {
  const wakeUp = createWakeUp(settings.path);
  const state: TailState = {
    settings,
    wakeUp,
    stopping: false,
    behind: true,
    lastFailure: undefined,
    known: settings.positions,
  };
  const done = run(state);
  return {
    behind: () => state.behind,
    async stop() {
      state.stopping = true;
      wakeUp.wake();
      await done;
      wakeUp.close();
    },
  };
}

async function run(state: TailState): Promise<void> {
  const { settings, wakeUp } = state;
  let file = await resume(state);
  while (!state.stopping) {
    if (file === undefined) {
      await wakeUp.wait(settings.pollMs ?? POLL_MS);
      file = await resume(state);
      continue;
    }
    const current: TailedFile = file;
    try {
      file = await follow(state, current);
    } catch (error) {
      reportFailure(state, error);
      await pause(state, RETRY_MS);
      file = await resume(state);
    } finally {
      await current.close();
    }
  }
  await file?.close();
}

/** Reads one file until the path goes on in another one; resolves to that one, undefined when stopped. */
async function follow(state: TailState, file: TailedFile): Promise<TailedFile | undefined> {
  const { pollMs = POLL_MS } = state.settings;
  let movedAt: number | undefined;
  while (!state.stopping) {
    const outcome = await file.read();
    if (outcome.state === "truncated") return anew(state);
    if (outcome.state === "read") {
      movedAt = undefined;
      // At the end of a file that was renamed away, what is in the next one is not stored yet.
      const behind = outcome.chunk.behind || (await isMoved(state, file));
      if (outcome.chunk.lines.length > 0) await deliver(state, { ...outcome.chunk, behind });
      state.behind = behind;
      if (!outcome.chunk.behind) await pause(state, GATHER_MS);
      continue;
    }
    const damage = file.damage?.();
    if (damage !== undefined) reportFailure(state, new Error(damage));
    // What was written between a look at the file and the one at its name is seen by the next look only, so a file
    // is left when it was found at its end after it was known to be renamed.
    const graceMs = ROTATION_GRACE_LOOKS * pollMs;
    if (movedAt !== undefined && performance.now() - movedAt >= graceMs) return next(state, file);
    state.behind = await isMoved(state, file);
    if (!state.behind) movedAt = undefined;
    // One that was renamed while nobody looked has had its time already.
    else movedAt ??= performance.now() - (await file.quietMs());
    const isOver = movedAt !== undefined && performance.now() - movedAt >= graceMs;
    if (!isOver) await state.wakeUp.wait(pollMs);
  }
  return undefined;
}

/** The file that was renamed away is at its end; a last line without a line end is complete by now. */
async function next(state: TailState, file: TailedFile): Promise<TailedFile | undefined> {
  const { path, report } = state.settings;
  const rest = file.readRest();
  if (rest !== undefined && !(await deliver(state, { ...rest, behind: true }))) return undefined;
  report({ kind: "rotated" });
  return openFound(state, () => fileAfter(path, file.identity, state.known));
}

/** Where the file was copied before it was emptied, what was not read of it is read from the copy. */
async function anew(state: TailState): Promise<TailedFile | undefined> {
  state.settings.report({ kind: "truncated" });
  state.behind = true;
  return resume(state);
}

/** Opens the file that the last stored line came from, where it still is, else the path. */
async function resume(state: TailState): Promise<TailedFile | undefined> {
  const { path, fromOldest = false } = state.settings;
  return openFound(state, () => fileToResume(path, state.known, fromOldest));
}

/** Opens what is found; where names have moved on by then, it is looked for again. */
async function openFound(state: TailState, find: () => Promise<FoundName>): Promise<TailedFile | undefined> {
  for (let looks = 0; looks < MAX_NAME_LOOKS && !state.stopping; looks++) {
    const { file, identity } = await find().catch((): FoundName => ({ file: state.settings.path }));
    const opened = await open(state, file);
    if (identity === undefined || (opened !== undefined && isSame(opened.identity, identity))) {
      if (opened !== undefined) state.settings.report({ kind: "opened", file, offset: opened.startedAt });
      return opened;
    }
    await opened?.close();
  }
  return undefined;
}

function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

async function open(state: TailState, file: string): Promise<TailedFile | undefined> {
  const { path, maxLineBytes = MAX_LINE_BYTES, unfinished = () => 0 } = state.settings;
  try {
    return await openTailedFile(file, path, state.known, { maxLineBytes, unfinished });
  } catch (error) {
    if (isMissing(error)) state.behind = false;
    else reportFailure(state, error);
    return undefined;
  }
}

/** Delivers until it is stored; false where the tail was stopped before. */
async function deliver(state: TailState, chunk: TailChunk): Promise<boolean> {
  const { settings } = state;
  state.behind = true;
  while (!state.stopping) {
    try {
      await settings.deliver(chunk);
      state.known = newestFirst(chunk.position, state.known);
      state.lastFailure = undefined;
      if (chunk.cut.length > 0) settings.report({ kind: "cut", lines: chunk.cut.length });
      return true;
    } catch (error) {
      reportFailure(state, error);
      await pause(state, RETRY_MS);
    }
  }
  return false;
}

function newestFirst(newest: TailPosition, known: readonly TailPosition[]): readonly TailPosition[] {
  const others = known.filter(({ fingerprint }) => fingerprint !== newest.fingerprint);
  return [newest, ...others].slice(0, MAX_KNOWN_POSITIONS);
}

function reportFailure(state: TailState, error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  if (detail !== state.lastFailure) state.settings.report({ kind: "failed", detail });
  state.lastFailure = detail;
}

/** A pause that only stopping cuts short. */
async function pause(state: TailState, ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && !state.stopping; left = until - performance.now()) {
    await state.wakeUp.wait(left);
  }
}

/** Whether reading goes on in another file. While the path is none at all, that is one that was renamed after it. */
async function isMoved({ settings: { path }, known }: TailState, file: TailedFile): Promise<boolean> {
  try {
    const { dev, ino } = await stat(path);
    return !isSame({ dev, ino }, file.identity);
  } catch {
    const after = await fileAfter(path, file.identity, known).catch((): FoundName => ({ file: path }));
    return after.identity !== undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
