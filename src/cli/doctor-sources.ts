import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Config, SourceConfig } from "../config/config.ts";
import { globFiles, isGlob, maxGlobFiles } from "../ingest/globs.ts";
import { formatInstant } from "../model/instant.ts";
import { durationWords, plural } from "../model/words.ts";
import { linesOf, recognised } from "./doctor-file.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import { parseSample } from "./log-sample.ts";

/** Of each file's end. */
const sampleBytes = 262_144;
/** A busy log is written to all the time; one that is silent for longer may be the wrong file. */
export const maxQuietMs = 3_600_000;

/** Each file that is followed: is it there, can it be read, is it written to, and what is read from its end. */
export async function examineSources(
  config: Config,
  redact: (line: string) => string,
  now: number,
): Promise<readonly DoctorSection[]> {
  if (config.sources.length === 0) {
    const text = "no file is followed: lines come over HTTP or by `tocsin ingest`";
    return [{ title: "sources", findings: [note(text)] }];
  }
  return Promise.all(
    config.sources.map(async (source) => ({
      title: `source ${source.name}: ${source.path}`,
      findings: isGlob(source.path)
        ? await examinePattern(source, config, redact, now)
        : examineSource(source, config, redact, now),
    })),
  );
}

/** The file that was written last stands for the others, which are alike. */
async function examinePattern(
  source: SourceConfig,
  config: Config,
  redact: (line: string) => string,
  now: number,
): Promise<readonly Finding[]> {
  const { files, leftOut } = await globFiles(source.path);
  const [newest] = files;
  if (newest === undefined) {
    return [note("means no file now", "new ones are found as they come; is the pattern right?")];
  }
  const count = fine(`means ${plural(files.length + leftOut, "file")}, the newest ${newest.path}`);
  const findings = examineSource({ ...source, path: newest.path }, config, redact, now);
  if (leftOut === 0) return [count, ...findings];
  const most = wrong(
    `${leftOut} of them are not followed`,
    `at most ${maxGlobFiles} are; use several sources`,
  );
  return [count, most, ...findings];
}

function examineSource(
  source: SourceConfig,
  config: Config,
  redact: (line: string) => string,
  now: number,
): readonly Finding[] {
  const trouble = unreadable(source.path);
  if (trouble !== undefined) return [trouble];
  const { size, mtimeMs } = statSync(source.path);
  if (size === 0) return [note("is empty: nothing was written yet, or it was rotated just now")];
  const sample = parseSample(endOf(source.path), source.format, redact, now, { path: source.path });
  const newest = sample.entries.reduce((last, entry) => Math.max(last, entry.time), Number.NEGATIVE_INFINITY);
  return [
    written(mtimeMs, now),
    ...recognised(sample),
    ...(newest - now > config.maxSkewMs
      ? [
          wrong(
            `its newest entry is of ${formatInstant(newest)}, ${durationWords(newest - now)} ahead of this machine's clock`,
            "are both machines' clocks synchronised? is a local time written without its zone?",
          ),
        ]
      : []),
  ];
}

function unreadable(path: string): Finding | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return wrong("is no file", "`path` names one file");
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT")
      return wrong("is not there", "look at `path`; it is relative to the configuration file");
    return wrong(
      `cannot be read: ${code}`,
      "let the user that Tocsin runs as read it, mostly by its group (adm)",
    );
  }
}

function written(mtimeMs: number, now: number): Finding {
  const ago = now - mtimeMs;
  if (ago < 1000) return fine("is being written to");
  const text = `was last written to ${durationWords(ago)} ago`;
  return ago > maxQuietMs ? note(text, "is it the right file, and does its writer still run?") : fine(text);
}

function endOf(path: string): readonly string[] {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - sampleBytes);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    return linesOf(bytes.subarray(0, read), from > 0);
  } finally {
    closeSync(file);
  }
}
