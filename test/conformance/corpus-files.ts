import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../../src/model/entry.ts";
import { parseText } from "./run-cases.ts";

/** Recorded logs that lie beside the repository; where it is "", the tests over them are skipped, visibly. */
export const corpus = process.env["TOCSIN_CORPUS"] ?? "";

export function readCorpus(path: string): string {
  return readFileSync(join(corpus, path), "utf8");
}

export function entriesOf(path: string): readonly Entry[] {
  return parseText(readCorpus(path)).map((one) => {
    if (!("entry" in one)) throw new Error(`${path}:${one.n} ${one.reason}`);
    return one.entry;
  });
}

export function countBy(
  entries: readonly Entry[],
  key: (entry: Entry) => unknown,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const entry of entries) counts[String(key(entry))] = (counts[String(key(entry))] ?? 0) + 1;
  return counts;
}
