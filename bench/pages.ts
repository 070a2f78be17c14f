import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBuilt } from "./built.ts";
import { fillHistory } from "./history.ts";
import { ingestWork } from "./ingest.ts";
import { linesOf } from "./lines.ts";
import { serve } from "./served.ts";

/** Entries that are as they came, of which the incidents are made; the history lies before them. */
const recentLines = 30_000;
const linesPerChunk = 5_000;
const requestsEach = 50;

/** What a person on call opens, and what a program asks. */
const PATHS: readonly string[] = ["/incidents", "/incidents/1", "/api/v1/incidents", "/api/v1/incidents/1"];

/** Times of answers over a store of so many rows, ms; by path. */
export async function pages(folder: string, rows: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const data = join(folder, "data");
  mkdirSync(data);
  const work = await ingestWork(await loadBuilt(), data);
  for (let from = 0; from < recentLines; from += linesPerChunk) await work.run(linesOf(from, linesPerChunk));
  await work.close();
  fillHistory(data, rows);
  writeFileSync(
    join(folder, "tocsin.yaml"),
    "listen: 127.0.0.1:0\nretention: {max_age: 3650d, max_size: 100GB}\n",
  );
  const served = await serve(folder);
  try {
    const times = new Map<string, readonly number[]>();
    for (const path of PATHS) times.set(path, await answers(`${served.address}${path}`));
    return times;
  } finally {
    await served.stop();
  }
}

async function answers(url: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let count = 0; count < requestsEach; count++) {
    const asked = performance.now();
    const response = await fetch(url);
    await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    times.push(performance.now() - asked);
  }
  return times;
}
