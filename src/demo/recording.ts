import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** A line of the recording, moved in time. */
export interface RecordedLine {
  /** Epoch ms. */
  readonly at: number;
  readonly line: string;
}

/** The same distance from src/demo and from dist/demo. */
const FILE = fileURLToPath(new URL("../../src/demo/data/edge.ndjson.gz", import.meta.url));

/** The bundled nginx log with every instant in it moved so that its first line is at `firstAt`. */
export function recordingFrom(firstAt: number): readonly RecordedLine[] {
  const lines = gunzipSync(readFileSync(FILE))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  const shift = firstAt - timeOf(lines[0] ?? "");
  return lines.map((line) => ({ at: timeOf(line) + shift, line: moved(line, shift) }));
}

const MSEC = /"msec":(\d+)\.(\d{3})/;
const TIME = /"time":"[^"]*"/;
const DATE = /"retry_after":"([A-Z][a-z]{2}, [^"]* GMT)"/;

function timeOf(line: string): number {
  const [, seconds = "0", ms = "0"] = MSEC.exec(line) ?? [];
  return Number(seconds) * 1000 + Number(ms);
}

/** `time`, `msec`, and a Retry-After that is a date, which would otherwise lie in the past. */
function moved(line: string, shift: number): string {
  const at = timeOf(line) + shift;
  return line
    .replace(MSEC, `"msec":${(at / 1000).toFixed(3)}`)
    .replace(TIME, `"time":"${new Date(at).toISOString().slice(0, 19)}+00:00"`)
    .replace(
      DATE,
      (_, date: string) => `"retry_after":"${new Date(Date.parse(date) + shift).toUTCString()}"`,
    );
}
