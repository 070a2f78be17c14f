import { loadBuilt } from "./built.ts";
import { ingestWork } from "./ingest.ts";
import { firstTimeMs, recordedLine } from "./lines.ts";

const linesPerChunk = 5_000;
/** A fifth of the 40 rules groups by client, and each other group by less: 10,000 groups in all. */
const clients = 2_000;

/** The highest of several, since the heap goes up and down between collections. */
const looksPerStretch = 20;

export interface Memory {
  /** Highest resident size while the first `lines` were taken, MB. */
  readonly first: number;
  /** The same for the last fifth of five times as many. */
  readonly last: number;
}

/** Resident memory of the whole process while lines of 10,000 clients are stored and judged. */
export async function memory(dir: string, lines: number): Promise<Memory> {
  const work = await ingestWork(await loadBuilt(), dir);
  const highest: number[] = [];
  for (let stretch = 0; stretch < 5; stretch++) {
    let most = 0;
    const every = Math.max(1, Math.floor(lines / linesPerChunk / looksPerStretch));
    for (let from = 0, chunk = 0; from < lines; from += linesPerChunk, chunk++) {
      await work.run(linesOfManyClients(stretch * lines + from, Math.min(linesPerChunk, lines - from)));
      if (chunk % every === 0) most = Math.max(most, process.memoryUsage.rss() / 1e6);
    }
    highest.push(most);
  }
  await work.close();
  return { first: highest[0] ?? 0, last: highest[4] ?? 0 };
}

function linesOfManyClients(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const place = from + i;
    const line = recordedLine(place, firstTimeMs + place);
    return line.replace(/"client_id":"[^"]*"/, `"client_id":"client-${place % clients}"`);
  });
}
