import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLineParser } from "../../src/formats/line-parser.ts";
import type { Transition } from "../../src/model/alert.ts";
import { countedBy } from "../../src/model/condition-matches.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { replay } from "../../src/study/replay.ts";

/** A recording with its entries by line number from 1. */
export interface Recording {
  readonly entries: readonly Entry[];
  readonly lineOf: ReadonlyMap<Entry, number>;
  readonly unreadable: readonly string[];
}

export function readRecording(corpus: string, file: string): Recording {
  const entries: Entry[] = [];
  const lineOf = new Map<Entry, number>();
  const unreadable: string[] = [];
  const parser = createLineParser({
    format: "auto",
    emit(parsed) {
      if ("reason" in parsed) {
        unreadable.push(`${parsed.n}: ${parsed.reason}`);
        return;
      }
      entries.push(parsed.entry);
      lineOf.set(parsed.entry, parsed.n);
    },
  });
  const text = readFileSync(join(corpus, file), "utf8");
  for (const line of text.split("\n")) parser.push(line, Date.UTC(2026, 10, 24));
  parser.flush();
  return { entries, lineOf, unreadable };
}

/** Rules as a person writes them; what is wrong with them fails the test. */
export function rulesFrom(text: string): readonly Rule[] {
  const { rules, diagnostics } = readRules([{ path: "truth.yaml", text }]);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, undefined, 1));
  return rules;
}

export interface Interval {
  readonly group: string;
  readonly start: number;
  /** Undefined: still true at the end. */
  readonly end: number | undefined;
}

/** Firing stretches of one rule, in order of start; "*" for the one group of a rule without group_by. */
export function intervalsOf(transitions: readonly Transition[], rule: string): readonly Interval[] {
  const open = new Map<string, { group: string; start: number; end: number | undefined }>();
  const all: Interval[] = [];
  for (const transition of transitions) {
    if (transition.rule !== rule) continue;
    const group = Object.values(transition.group).map(String).join(",") || "*";
    if (transition.state === "firing") {
      const interval = { group, start: transition.at, end: undefined };
      open.set(group, interval);
      all.push(interval);
    } else {
      const interval = open.get(group);
      if (interval !== undefined) interval.end = transition.at;
    }
  }
  return all;
}

export function replayAll(rules: readonly Rule[], entries: readonly Entry[], until?: number): Transition[] {
  return [...replay(rules, entries, until)];
}

/** Line numbers of the entries that a rule's condition matches. */
export function matchingLines(rule: Rule, recording: Recording): readonly number[] {
  const counts = countedBy(rule.condition);
  return recording.entries
    .filter((entry) => rule.where?.test(entry) !== false && counts(entry))
    .map((entry) => recording.lineOf.get(entry) ?? 0);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
