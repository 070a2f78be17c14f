import { clampFuture, futureFlag } from "../formats/clamp-future.ts";
import type { FieldMapping } from "../formats/field-mapping.ts";
import type { FormatName } from "../formats/format.ts";
import { createLineParser, type Parsed } from "../formats/line-parser.ts";
import { createTagging, NO_TAXONOMY, type Taxonomy } from "../formats/taxonomy.ts";
import { createTimeZone } from "../formats/time-zone.ts";
import type { Entry, EntryDraft } from "../model/entry.ts";
import type { FileOrigin } from "../model/file-origin.ts";
import type { ParsedLine, UnparsableLine } from "../ports/log-store.ts";
import type { Redactor } from "../redact/redactor.ts";

/** What the configuration says of a source where its lines do not. */
export interface SourceDefaults {
  /** Of stamps that do not name theirs; absent: UTC. */
  readonly timeZone?: string | undefined;
  /** Keys of its JSON that mean fields of an entry. */
  readonly fields?: readonly FieldMapping[] | undefined;
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
  /** Absent: tags stay as they are written. */
  readonly taxonomy?: Taxonomy;
}

/** Lines on their way into the store. */
export interface LinesToRead {
  readonly source: string;
  readonly format: FormatName | "auto";
  readonly lines: readonly string[];
  readonly observedTime: number;
  /** Absent: they come from no file. */
  readonly file?: FileOrigin | undefined;
  /** For parts of a whole file, so that lines without a time take that of the line before. */
  readonly inherit?: ((entry: Entry) => Entry) | undefined;
}

/** Text to entries: secrets out, parsed, defaults in, future times clamped. */
export interface LineReading {
  readonly read: (given: LinesToRead) => ReadLines;
  /** The same, handed over piece by piece. */
  readonly readInto: (given: LinesToRead, take: (piece: ReadPiece) => void) => ReadCounts;
}

interface Source {
  readonly defaults: SourceDefaults | undefined;
  readonly inZone: ReturnType<typeof createTimeZone> | undefined;
}

export function createLineReading(settings: LineReadingSettings): LineReading {
  const { redactor, maxSkewMs } = settings;
  const tagged = createTagging(settings.taxonomy ?? NO_TAXONOMY);
  const sources = new Map<string, Source>();

  function sourceOf(name: string): Source {
    const known = sources.get(name);
    if (known !== undefined) return known;
    const defaults = settings.defaults(name);
    const inZone = defaults?.timeZone === undefined ? undefined : createTimeZone(defaults.timeZone);
    const made = { defaults, inZone };
    sources.set(name, made);
    return made;
  }

  function readInto(given: LinesToRead, take: (piece: ReadPiece) => void): ReadCounts {
    const { source, format, lines, observedTime, file, inherit } = given;
    const { defaults, inZone } = sourceOf(source);
    let piece = emptyPiece();
    let redactions = 0;
    let future = 0;

    function redact(line: string): string {
      const { text, count } = redactor.redactLine(line);
      redactions += count;
      return text;
    }

    function emit(parsed: Parsed): void {
      if ("reason" in parsed) {
        piece.unparsable.push({ raw: parsed.raw, format: parsed.format, reason: parsed.reason });
        return;
      }
      const zoned = inZone?.(parsed.entry, file?.time) ?? parsed.entry;
      const timed = readNow(inherit?.(zoned) ?? zoned, observedTime);
      const entry = clampFuture(
        tagged(timed, (own) => withDefaults(own, defaults)),
        maxSkewMs,
      );
      if (entry.flags !== timed.flags && entry.flags?.includes(futureFlag)) future++;
      piece.lines.push({ raw: parsed.raw, entry });
    }

    const parser = createLineParser({ format, emit, file, redact, fields: defaults?.fields });
    for (const line of lines) {
      parser.push(redact(line), observedTime);
      if (piece.lines.length + piece.unparsable.length < linesPerPiece) continue;
      take(piece);
      piece = emptyPiece();
    }
    parser.flush();
    take(piece);
    return { redactions, future };
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

function emptyPiece(): { readonly lines: ParsedLine[]; readonly unparsable: UnparsableLine[] } {
  return { lines: [], unparsable: [] };
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

/** Entries that Tocsin printed say when they were read; here they are read now, or any time could be passed off. */
function readNow(entry: Entry, observedTime: number): Entry {
  return entry.observed_time === observedTime ? entry : { ...entry, observed_time: observedTime };
}
