import { setTimeout as sleep } from "node:timers/promises";

const lookEveryMs = 25;

/** Waits until `look` gives something; says what it waited for, and what it saw last, when it does not. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  options: { readonly maxMs?: number; readonly seen?: () => unknown } = {},
): Promise<T> {
  const { maxMs = 15_000, seen } = options;
  const deadline = performance.now() + maxMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) {
      const last = seen === undefined ? "" : `; seen last: ${JSON.stringify(seen(), undefined, 2)}`;
      throw new Error(`waited ${maxMs} ms for ${what} in vain${last}`);
    }
    await sleep(lookEveryMs);
  }
}
