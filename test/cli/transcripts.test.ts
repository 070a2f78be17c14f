import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "./program.ts";
import { recordData } from "./recorded-data.ts";
import {
  formatTranscript,
  isExpectation,
  parseTranscript,
  type Section,
  saidSections,
} from "./transcript.ts";

const FOLDER = fileURLToPath(new URL("./transcripts", import.meta.url));
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));

const scratch = mkdtempSync(join(tmpdir(), "tocsin-transcripts-"));
const recorded = join(scratch, "recorded");

beforeAll(() => recordData(recorded), 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

// Most of a command's time is its start, so two at once keep two cores busy.
describe.concurrent("what the command line says", () => {
  it.each(names)("%s", { timeout: 60_000 }, async (name) => {
    const file = join(FOLDER, name);
    const expected = readFileSync(file, "utf8");
    const actual = await play(expected, join(scratch, name));
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, actual);
    else expect(actual).toBe(expected);
  });
});

/** The transcript with what the program says now. */
async function play(text: string, folder: string): Promise<string> {
  mkdirSync(folder);
  const { about, sections } = parseTranscript(text);
  const played: Section[] = [];
  let stdin = "";
  for (const section of sections) {
    if (isExpectation(section)) continue;
    played.push(section);
    if (section.name === "stdin") stdin = section.text;
    else if (section.name === "run") {
      const { stdout, stderr, exit } = await runProgram(section.words, { cwd: folder, stdin });
      played.push(...saidSections({ stdout: mask(stdout, folder), stderr: mask(stderr, folder), exit }));
      stdin = "";
    } else prepare(section, folder);
  }
  return formatTranscript({ about, sections: played });
}

function prepare({ name, words, text }: Section, folder: string): void {
  const [path = "", number = ""] = words;
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  if (name === "file") writeFileSync(target, text);
  else if (name === "gzip") writeFileSync(target, gzipSync(text));
  else if (name === "recorded") cpSync(recorded, target, { recursive: true });
  else if (name === "migration") setMigration(target, Number(number));
  else throw new Error(`a transcript has no section \`${name}\``);
}

function setMigration(file: string, number: number): void {
  const db = new Sqlite(file);
  db.pragma(`user_version = ${number}`);
  db.close();
}

/** What differs from run to run. What was judged does not: its instants are those of the log. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/"observed_time":( ?)"[^"]*"/g, '"observed_time":$1"NOW"'],
  [/(\[redacted:\w+:)[0-9a-f]{4}\]/g, "$1HASH]"],
  [/(<[^<>@\s]*\.)[0-9a-f]{8}(@[^<>\s]*>)/g, "$1INSTALLATION$2"],
  [/Over:\sno\smatch\sfor\s[^.]*\./g, "Over: no match for A WHILE."],
  // Deliveries happen when they happen; their place among the other events is as little fixed.
  [/^- [-0-9: ]+ UTC (?:Told on-call|Brought the message to on-call) in Slack.*\n/gm, ""],
  [
    /,?\n {4}\{\n {6}"incident": \d+,\n {6}"at": "[^"]*",\n {6}"kind": "(?:not_)?notified",\n {6}"text": "[^"]*"\n {4}\}/g,
    "",
  ],
  [/Tocsin, [-0-9: ]+ UTC\./g, "Tocsin, NOW."],
  [/^(judged from \S+ to) \S+/gm, "$1 THEN"],
  [/^(store:) .*/gm, "$1 SIZES"],
  [/\(last [-0-9T:.Z]+\)/g, "(last THEN)"],
  [/\b\d+ groups now$/gm, "N groups now"],
  [/(│ accepted │ )[-0-9]+ [:0-9]+( │)/g, "$1WHEN IT WAS DECIDED$2"],
  [/(silenced until )\S+Z/g, "$1THEN"],
  [/\d+\.\d [MGT]iB free/g, "SPACE free"],
  [/^(messages: )\d+ delivered/gm, "$1N delivered"],
  [/(ok {4}messages: )\d+ delivered/g, "$1N delivered"],
  [/\(\d+ ms\)$/gm, "(A MOMENT)"],
  [/(judged up to) \S+, .* ago/g, "$1 THEN, A WHILE ago"],
  [/was last written to .* ago|is being written to/g, "was last written to A WHILE ago"],
  [/(silence expire )[0-9a-f]{8}/g, "$1ID"],
  [/│ [0-9a-f]{8} │ (active|ended) ( *)│ [-0-9]+ [:0-9]+ │/g, "│ ID │ $1 $2│ THEN │"],
];

function mask(text: string, folder: string): string {
  return VOLATILE.reduce(
    (masked, [pattern, by]) => masked.replace(pattern, by),
    text.replaceAll(folder, "FOLDER"),
  );
}
