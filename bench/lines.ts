import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Where the made-up log time of a benchmark begins. */
export const firstTimeMs = Date.UTC(2026, 0, 1);

const recording = gunzipSync(readFileSync(new URL("../src/demo/data/edge.ndjson.gz", import.meta.url)))
  .toString("utf8")
  .split("\n")
  .filter((line) => line !== "");

const TIMES = /^\{"time":"[^"]*","msec":[\d.]+,/;

/** Line `place` of the demo's recording, over and over, as if it were written at the instant given. */
export function recordedLine(place: number, at: number): string {
  const line = recording[place % recording.length] ?? "";
  const time = `${new Date(at).toISOString().slice(0, 19)}+00:00`;
  return line.replace(TIMES, `{"time":"${time}","msec":${(at / 1000).toFixed(3)},`);
}

/** Lines `from` to `from + count` of an endless nginx log, with 1,000 entries a second of log time. */
export function linesOf(from: number, count: number): readonly string[] {
  const lines: string[] = [];
  for (let place = from; place < from + count; place++) {
    // In one piece, as a line that was read is; the engine joins such a text only when it is first looked into.
    lines.push(Buffer.from(recordedLine(place, firstTimeMs + place)).toString());
  }
  return lines;
}
