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

export interface ReadLines {
  readonly lines: readonly ParsedLine[];
  readonly unparsable: readonly UnparsableLine[];
  readonly redactions: number;
  readonly future: number;
}

export interface LineReadingSettings {
  readonly redactor: Redactor;
  readonly maxSkewMs: number;
  readonly defaults: (source: string) => SourceDefaults | undefined;
}

/** Text to entries, on the way into the store: secrets out, parsed, defaults in, future times clamped. */
export interface LineReading {
  readonly read: (
    source: string,
    format: FormatName | "auto",
    lines: readonly string[],
    observedTime: number,
    /** For parts of a whole file, so that lines without a time take that of the line before. */
    inherit?: (entry: Entry) => Entry,
  ) => ReadLines;
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

  return {
    read(source, format, lines, observedTime, inherit) {
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
      }
      collecting.parser.flush();
      const { lines: read, unparsable, future } = collecting;
      return { lines: read, unparsable, redactions, future };
    },
  };
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
