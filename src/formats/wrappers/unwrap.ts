import { cleanLine } from "../clean-line.ts";
import type { Format, Line } from "../format.ts";
import { buildKit } from "./build-kit.ts";
import { compose } from "./compose.ts";
import { cri } from "./cri.ts";
import { dockerJson } from "./docker-json.ts";
import { githubStep } from "./github-step.ts";
import { isoPrefix } from "./iso-prefix.ts";
import { journald } from "./journald.ts";
import { kubectlPrefix } from "./kubectl-prefix.ts";
import { lokiPush } from "./loki-push.ts";
import { otlpRecord } from "./otlp-record.ts";
import { kubetail, stern, sternNamespaced } from "./stern.ts";
import { syslog3164 } from "./syslog-3164.ts";
import { syslog5424 } from "./syslog-5424.ts";
import { type CarrierRecord, joinSaid, NOTHING_SAID, type Part, type Said, type Wrapper } from "./wrapper.ts";

/** Wrappers within wrappers that are peeled; deeper ones are somebody's game. */
const maxWrappers = 6;

/** Of a pod, a container or a job in front of a line. */
const longestName = 512;

const JSON_WRAPPERS: readonly Wrapper[] = [dockerJson, journald, otlpRecord, lokiPush];
/** In the order in which they are tried: the most particular first. */
const TEXT_WRAPPERS: readonly Wrapper[] = [
  cri,
  syslog5424,
  syslog3164,
  isoPrefix,
  kubectlPrefix,
  buildKit,
  githubStep,
];
/** Ordinary text can look like these, so they count only where a format reads what is behind. */
const LIKELY_WRAPPERS: readonly Wrapper[] = [compose, kubetail, stern, sternNamespaced];

/** A line, and what the wrappers that were taken off it say. */
export interface Unwrapped {
  readonly line: Line;
  readonly said: Said;
  /** The last wrapper taken off may have cut the line. */
  readonly part?: Part;
  /** A wrapper was a record that can be read by itself. */
  readonly record?: CarrierRecord | undefined;
  /** What reads the line, where that was looked for already. */
  readonly format?: Format;
  /** The record around the line, which a format of its own reads: for lines that no format reads. */
  readonly around?: Unwrapped | undefined;
}

/** Whether it is worth trying: almost every line is bare, and every line is asked. */
export function mayBeWrapped({ json, text }: Line): boolean {
  if (json !== undefined) {
    const { log, MESSAGE: message, stream, resource, body, timeUnixNano, resourceLogs, Body } = json;
    return (
      (log ?? message ?? stream ?? resource ?? body ?? timeUnixNano ?? resourceLogs ?? Body) !== undefined
    );
  }
  const first = text.charCodeAt(0);
  // A priority, a step of BuildKit, a pod in brackets.
  if (first === 60 || first === 35 || first === 91) return true;
  // RFC 3339's T, and the blank behind a month of BSD syslog.
  if (text.charCodeAt(10) === 84 || text.charCodeAt(3) === 32) return true;
  const blank = text.indexOf(" ");
  const tab = text.indexOf("\t");
  if (tab > 0 && tab < longestName) return true;
  if (blank < 1 || blank > longestName) return false;
  // Compose's bar, or a pod's name, which has a dash, alone or behind its namespace.
  const dash = text.indexOf("-");
  const wordEnd = text.indexOf(" ", blank + 1);
  const hasName = dash > 0 && dash !== blank + 1 && dash < wordEnd;
  return hasName || text.startsWith("|", wordStart(text, blank));
}

/** Where the next word begins. */
function wordStart(text: string, blank: number): number {
  let at = blank;
  while (text.charCodeAt(at) === 32 && at < blank + longestName) at += 1;
  return at;
}

/** A line that was written in one piece, without its wrappers, as far as they are certain. */
export function bareLine(text: string): Line {
  const line = cleanLine(text);
  return mayBeWrapped(line) ? unwrapCertain({ line, said: NOTHING_SAID }, 0).line : line;
}

/** Takes wrappers off, in whatever order they were put on, up to one that may have cut the line. */
export function unwrapToPart(wrapped: Unwrapped, reference: number): Unwrapped {
  let at = wrapped;
  for (let count = 0; count < maxWrappers && at.part === undefined; count += 1) {
    const inner = peelFirst(at, reference);
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

/** Takes off what is left of a whole line. `formatOf`: what reads a line, if any of the formats asked for does. */
export function unwrapWhole(
  whole: Unwrapped,
  reference: number,
  formatOf: (line: Line) => Format | undefined,
): Unwrapped {
  const certain = unwrapCertain(whole, reference);
  if (certain.line.json !== undefined) return certain;
  // These come first: some formats read a line whatever stands in front of it.
  for (const wrapper of LIKELY_WRAPPERS) {
    const outer = peelWith(wrapper, certain, reference);
    const inner = outer === undefined ? undefined : unwrapCertain(outer, reference);
    const format = inner === undefined ? undefined : formatOf(inner.line);
    if (inner !== undefined && format !== undefined) return { ...inner, format };
  }
  const format = formatOf(certain.line);
  if (format !== undefined) return { ...certain, format };
  return certain.around === undefined ? certain : { ...certain.around, record: certain.record };
}

function unwrapCertain(wrapped: Unwrapped, reference: number): Unwrapped {
  let at = wrapped;
  for (let count = 0; count < maxWrappers; count += 1) {
    const inner = peelFirst(at, reference);
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

function peelFirst(wrapped: Unwrapped, reference: number): Unwrapped | undefined {
  for (const wrapper of wrapped.line.json === undefined ? TEXT_WRAPPERS : JSON_WRAPPERS) {
    const inner = peelWith(wrapper, wrapped, reference);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function peelWith(wrapper: Wrapper, outer: Unwrapped, reference: number): Unwrapped | undefined {
  const { line, said, record } = outer;
  const peeled = wrapper.peel(line, reference);
  if (peeled === undefined) return undefined;
  const inner = cleanLine(peeled.text);
  const flags = new Set([...line.flags, ...inner.flags]);
  return {
    line: { ...inner, flags: [...flags] },
    said: joinSaid(said, peeled.said),
    ...(peeled.part === undefined ? {} : { part: peeled.part }),
    record: peeled.record ?? record,
    around: wrapper === otlpRecord ? outer : outer.around,
  };
}
