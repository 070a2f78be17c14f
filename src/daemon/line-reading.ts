import { clampFuture, futureFlag } from "../formats/clamp-future.ts";
import type { FormatName } from "../formats/format.ts";
import { createLineParser, type LineParser } from "../formats/line-parser.ts";
import { createTimeZone } from "../formats/time-zone.ts";
import type { Entry, EntryDraft } from "../model/entry.ts";
import type { ParsedLine, UnparsableLine } from "../ports/log-store.ts";
import type { Redactor } from "../redact/redactor.ts";

/** What the configuration says of a source where its lines do not. */
export interface SourceDefaults {
  /** Of stamps that do not name theirs; absent: UTC. */
  readonly timeZone?: string | undefined;
  readonly service?: string | undefined;
  readonly env?: string | undefined;
  readonly team?: string | undefined;
  readonly tenant?: string | undefined;
}

/** Lines that were read, in order, each once. */
export interface ReadPiece {
  readonly lines: readonly ParsedLine[];
  readonly unparsable: readonly UnparsableLine[];
}

export interface ReadCounts {
  readonly redactions: number;
  readonly future: number;
}

export interface ReadLines extends ReadPiece, ReadCounts {}

/** Lines of one piece: enough that handing them over costs little, few enough that the store begins soon. */
export const linesPerPiece = 500;

export interface LineReadingSettings {
  readonly redactor: Redactor;
  readonly maxSkewMs: number;
  readonly defaults: (source: string) => SourceDefaults | undefined;
}

/** Lines on their way into the store. */
export interface LinesToRead {
  readonly source: string;
  readonly format: FormatName | "auto";
  readonly lines: readonly string[];
  readonly observedTime: number;
  /** For parts of a whole file, so that lines without a time take that of the line before. */
  readonly inherit?: ((entry: Entry) => Entry) | undefined;
}

/** Text to entries: secrets out, parsed, defaults in, future times clamped. */
export interface LineReading {
  readonly read: (given: LinesToRead) => ReadLines;
  /** The same, handed over piece by piece. */
  readonly readInto: (given: LinesToRead, take: (piece: ReadPiece) => void) => ReadCounts;
}

interface Collecting {
  lines: ParsedLine[];
  unparsable: UnparsableLine[];
  future: number;
  inherit: ((entry: Entry) => Entry) | undefined;
  readonly parser: LineParser;
}

export function createLineReading(settings: LineReadingSettings): LineReading {
  const bySource = new Map<string, Collecting>();

  function collectingFor(source: string, format: FormatName | "auto"): Collecting {
    const name = `${format} ${source}`;
    const known = bySource.get(name);
    if (known !== undefined) return known;
    const defaults = settings.defaults(source);
    const inZone = defaults?.timeZone === undefined ? undefined : createTimeZone(defaults.timeZone);
    const made: Collecting = {
      lines: [],
      unparsable: [],
      future: 0,
      inherit: undefined,
      parser: createLineParser({
        format,
        emit(parsed) {
          if ("reason" in parsed) {
            made.unparsable.push({ raw: parsed.raw, format: parsed.format, reason: parsed.reason });
            return;
          }
          const zoned = inZone?.(parsed.entry) ?? parsed.entry;
          const timed = made.inherit?.(zoned) ?? zoned;
          const entry = clampFuture(withDefaults(timed, defaults), settings.maxSkewMs);
          if (entry.flags !== timed.flags && entry.flags?.includes(futureFlag)) made.future++;
          made.lines.push({ raw: parsed.raw, entry });
        },
      }),
    };
    bySource.set(name, made);
    return made;
  }

  function readInto(given: LinesToRead, take: (piece: ReadPiece) => void): ReadCounts {
    const { source, format, lines, observedTime, inherit } = given;
    const collecting = collectingFor(source, format);
    collecting.lines = [];
    collecting.unparsable = [];
    collecting.future = 0;
    collecting.inherit = inherit;
    let redactions = 0;
    for (const line of lines) {
      const { text, count } = settings.redactor.redactLine(line);
      redactions += count;
      collecting.parser.push(text, observedTime);
      if (collecting.lines.length + collecting.unparsable.length >= linesPerPiece) take(takeFrom(collecting));
    }
    collecting.parser.flush();
    take(takeFrom(collecting));
    return { redactions, future: collecting.future };
  }

  return {
    readInto,
    read(given) {
      const lines: ParsedLine[] = [];
      const unparsable: UnparsableLine[] = [];
      const counts = readInto(given, (piece) => {
        for (const line of piece.lines) lines.push(line);
        for (const line of piece.unparsable) unparsable.push(line);
      });
      return { lines, unparsable, ...counts };
    },
  };
}

function takeFrom(collecting: Collecting): ReadPiece {
  const { lines, unparsable } = collecting;
  collecting.lines = [];
  collecting.unparsable = [];
  return { lines, unparsable };
}

export function withDefaults(entry: Entry, defaults: SourceDefaults | undefined): Entry {
  if (defaults === undefined) return entry;
  const filled: EntryDraft = { ...entry };
  filled.service ??= defaults.service;
  filled.env ??= defaults.env;
  filled.team ??= defaults.team;
  filled.tenant ??= defaults.tenant;
  return filled;
}
