import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Waits for something to happen to a path: the system's word for it, or a short time, whichever is first. */
export interface WakeUp {
  /** Resolves at the next event, at once where one came since the last wait. */
  readonly wait: (ms: number) => Promise<void>;
  readonly wake: () => void;
  readonly close: () => void;
}

export function createWakeUp(path: string): WakeUp {
  let happened = false;
  let resolve: (() => void) | undefined;

  function wake(): void {
    happened = true;
    resolve?.();
  }

  const watcher = watchFolder(path, wake);
  return {
    async wait(ms) {
      if (!happened) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          resolve = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      resolve = undefined;
      happened = false;
    },
    wake,
    close: () => watcher?.close(),
  };
}

/** The folder is watched, since the file may not exist yet or be renamed. Where it cannot be, time alone wakes. */
function watchFolder(path: string, wake: () => void): FSWatcher | undefined {
  const base = basename(path);
  try {
    const watcher = watch(dirname(path), (_event, name) => {
      if (name === null || name === base) wake();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
