import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { watch } from "chokidar";

/** Files change in bursts: an editor writes, renames and deletes, a checkout touches hundreds. */
const quietMs = 300;
/** A burst without end is looked into all the same. */
const maxBurstMs = 3_000;
/** Mounted directories and swapped links do not always say that they changed, so it is looked every so often. */
const lookEveryMs = 5_000;
/** Names that one look takes in. */
const maxNames = 20_000;
const maxDepth = 20;

export interface FileWatch {
  readonly stop: () => Promise<void>;
}

/**
 * Calls back when anything at or below the paths has changed; what is not there yet is waited for. Whether it has is
 * decided by names, times, sizes and inodes behind all links, so that a ConfigMap's swap is seen and a mere touch of
 * the watcher is not.
 */
export async function watchFiles(paths: readonly string[], onChange: () => void): Promise<FileWatch> {
  let known = await signatureOf(paths);
  let timer: NodeJS.Timeout | undefined;
  let burstSince: number | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    burstSince = undefined;
    const now = await signatureOf(paths);
    if (stopped || now === known) return;
    known = now;
    onChange();
  }

  function lookSoon(): void {
    if (stopped) return;
    burstSince ??= performance.now();
    const left = maxBurstMs - (performance.now() - burstSince);
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        looking = looking.then(look);
      },
      Math.max(0, Math.min(quietMs, left)),
    );
  }

  const watcher = watch([...paths], { ignoreInitial: true, depth: maxDepth });
  // Where the system cannot watch any more, looking every so often is left.
  watcher.on("all", lookSoon).on("error", () => {});
  const regular = setInterval(lookSoon, lookEveryMs);

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(regular);
      await watcher.close();
      await looking;
    },
  };
}

async function signatureOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const left = { names: maxNames };
  for (const path of paths) await addTo(hash, path, 0, left);
  return hash.digest("hex");
}

async function addTo(
  hash: ReturnType<typeof createHash>,
  path: string,
  depth: number,
  left: { names: number },
): Promise<void> {
  if (depth > maxDepth || left.names-- <= 0) return;
  try {
    const real = await realpath(path);
    const { mtimeMs, size, ino, ctimeMs } = await stat(real);
    const names = await namesIn(real);
    if (names === undefined) {
      hash.update(`${path} ${real} ${mtimeMs} ${ctimeMs} ${size} ${ino}\n`);
      return;
    }
    hash.update(`${path} ${real}/\n`);
    for (const name of names) await addTo(hash, join(path, name), depth + 1, left);
  } catch {
    hash.update(`${path} is not there\n`);
  }
}

/** Undefined for what is no directory. Hidden names are no rules; a ConfigMap's are seen through its links. */
async function namesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
