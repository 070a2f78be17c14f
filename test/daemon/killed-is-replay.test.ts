import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordingFrom } from "../../src/demo/recording.ts";
import { createLineParser } from "../../src/formats/line-parser.ts";
import type { Entry } from "../../src/model/entry.ts";
import { replay, transitionLine } from "../../src/study/replay.ts";
import { scratchDirectory } from "../store/scratch-directory.ts";
import { rulesFrom } from "../study/corpus-lab.ts";
import { openVirtualWriter, type VirtualWriter } from "./virtual-writer.ts";

const firstAt = Date.parse("2026-11-22T09:37:40.120Z");
const recording = recordingFrom(firstAt);
const delayMs = 2_000;
const end = (recording.at(-1)?.at ?? 0) + 17 * 60_000;

/** Every type of condition, with all that is kept beside it, over the demo's log. */
const rules = rulesFrom(
  [
    "condition: {type: any, match: status == 502, window: 20s}\nfor: 10s",
    "group_by: [client_id]\ncondition: {type: any, match: status == 429, window: 15s}\nkeep_firing_for: 30s",
    "condition: {type: count, match: status >= 500, gte: 20, window: 1m, clear: {lt: 5}}",
    "condition: {type: count, match: status == 200, lt: 3, window: 20s}",
    "condition: {type: count, match: status >= 500, gt: 10, window: 16m}",
    "group_by: [client_id]\ncondition: {type: consecutive, match: status >= 429, gte: 3, max_gap: 1m}",
    "group_by: [service]\ncondition: {type: ratio, match: status >= 500, gte: 0.2, window: 1m, min_count: 10}",
    "condition: {type: distinct, match: status >= 500, field: client_id, gte: 3, window: 30s}",
    "group_by: [client_id]\ncondition: {type: absence, match: 'true', window: 1m}",
    "condition: {type: new_value, match: 'true', field: status, learning: 30s, window: 1m}",
    "group_by: [client_id]\ncondition: {type: change, match: 'true', field: status, window: 5s}",
    "condition: {type: metric, match: 'true', field: duration_ms, aggregate: p95, gt: 500, window: 1m, min_count: 5}",
    "condition: {type: metric, match: 'true', field: duration_ms, aggregate: avg, gt: 200, window: 16m, min_count: 5}",
    "condition: {type: count, match: status >= 500, gt: 2, window: 1m, baseline: {window: 5m, offset: 1m, min_count: 5}}",
    "group_by: [client_id]\ncondition: {type: sequence, steps: [{match: status == 200}, {match: status >= 500}], within: 10s}",
    "condition: {type: sequence, steps: [{match: status >= 500}, {match: status == 429, absent: true}], within: 20s}",
    "condition: {type: all_of, conditions: {bad: {type: any, match: status >= 500, window: 30s}, slow: {type: any, match: duration_ms > 500, window: 30s}}}",
    "condition: {type: any_of, conditions: {run: {type: consecutive, match: status >= 500, gte: 3}, few: {type: count, match: 'true', lt: 2, window: 10s}}}",
  ]
    .map((keys, place) => `id: rule-${place}\ntitle: x\nseverity: warning\n${keys}\n`)
    .join("---\n"),
);

function entriesOf(lines: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  const parser = createLineParser({
    format: "auto",
    emit: (parsed) => {
      if ("entry" in parsed) entries.push(parsed.entry);
    },
  });
  for (const line of lines) parser.push(line, end);
  parser.flush();
  return entries;
}

const replayed = [...replay(rules, entriesOf(recording.map(({ line }) => line)), end)].map(transitionLine);

interface Played {
  readonly told: string[];
  readonly open: VirtualWriter[];
}

/**
 * Plays lines up to `to` as they came, a batch each `batchMs`, and is killed after every `lives`-th. `readFrom`: where
 * its tail stands.
 */
function play(
  directory: string,
  played: Played,
  from: number,
  to: number,
  batchMs: number,
  lives: number,
  readFrom = from,
): void {
  const clock = { now: from };
  let read = readFrom;
  const start = (): VirtualWriter => {
    const writer = openVirtualWriter(directory, { rules, clock, delayMs });
    played.open.push(writer);
    return writer;
  };
  let writer = start();
  const leave = (): void => {
    played.told.push(...writer.told().map(transitionLine));
  };
  for (let round = 1; clock.now < to; round++) {
    clock.now = Math.min(clock.now + batchMs, to);
    const batch = recording.filter(({ at }) => at > read && at <= clock.now).map(({ line }) => line);
    read = clock.now;
    if (batch.length > 0) writer.ingest("edge", batch);
    // Killed between what was stored and what was judged, or after.
    if (round % lives !== 0) writer.look();
    else {
      if (round % (2 * lives) === 0) writer.look();
      leave();
      writer = start();
    }
  }
  writer.look();
  leave();
}

describe("what is judged live, and killed again and again, is what replay says, byte for byte", () => {
  test("every type of condition has something to tell", () => {
    const ids = new Set(replayed.map((line) => /"rule":"([^"]+)"/.exec(line)?.[1]));
    expect([...ids].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each([
    ["a batch each two seconds, killed every two minutes", 2_000, 60],
    ["a batch each twenty seconds, killed at each", 20_000, 1],
    ["a batch each two minutes, killed at every other", 120_000, 2],
  ])("%s", { timeout: 120_000 }, (_, batchMs, lives) => {
    const played: Played = { told: [], open: [] };
    play(scratchDirectory(), played, firstAt - 1, end + delayMs, batchMs, lives);
    expect(played.told).toEqual(replayed);
    for (const writer of played.open.slice(-1)) {
      expect([writer.lateEntries(), writer.gaps()]).toEqual([0, 0]);
    }
    for (const writer of played.open) writer.close();
  });
});

/** What a loss of power takes: the last transactions of one file, the other being whole. */
describe("after a loss of power", () => {
  const files: readonly string[] = ["entries.db", "state.db", "snapshot.bin"];
  const half = firstAt + 6 * 60_000;
  const lost = half + 45_000;

  function copied(from: string, to: string, names: readonly string[]): void {
    mkdirSync(to, { recursive: true });
    for (const name of names) {
      try {
        cpSync(join(from, name), join(to, name));
      } catch {
        // There is no snapshot yet.
      }
    }
  }

  test.each<readonly [string, readonly string[]]>([
    ["the last of entries.db and state.db", files],
    ["the last of state.db: what is stored is judged again", ["state.db"]],
    ["a snapshot that is older than both", ["snapshot.bin"]],
  ])("%s: what was lost is told again, and all else once", { timeout: 120_000 }, (_, restored) => {
    const directory = scratchDirectory();
    const played: Played = { told: [], open: [] };
    const closeAll = (): void => {
      for (const writer of played.open.splice(0)) writer.close();
    };
    play(directory, played, firstAt - 1, half, 5_000, 1_000);
    closeAll();
    const aside = join(directory, "aside");
    copied(directory, aside, files);
    const before = played.told.length;
    play(directory, played, half, lost, 5_000, 1_000);
    closeAll();
    copied(aside, directory, restored);
    if (restored.includes("state.db")) played.told.length = before;
    // A tail stands where its entries stand: what entries.db lost is read again.
    const from = restored.includes("entries.db") ? half : lost;
    play(directory, played, from, end + delayMs, 5_000, 1_000);
    expect(played.told).toEqual(replayed);
    closeAll();
  });

  test("the last of entries.db, while the record is whole: what is read again changes nothing of what was told", {
    timeout: 120_000,
  }, () => {
    const directory = scratchDirectory();
    const played: Played = { told: [], open: [] };
    const closeAll = (): void => {
      for (const writer of played.open.splice(0)) writer.close();
    };
    play(directory, played, firstAt - 1, half, 5_000, 1_000);
    closeAll();
    const aside = join(directory, "aside");
    copied(directory, aside, files);
    play(directory, played, half, lost, 5_000, 1_000);
    closeAll();
    copied(aside, directory, ["entries.db"]);
    // Who writes went on; the tail reads at once what it has read before.
    play(directory, played, lost, end + delayMs, 5_000, 1_000, half);
    expect(played.told).toEqual(replayed);
    const wrong = played.open
      .at(-1)
      ?.alerts()
      .filter((one) => one.notConfirmed || one.amendedStart !== undefined);
    expect(wrong).toEqual([]);
    closeAll();
  });
});
