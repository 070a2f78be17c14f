import type { Entry } from "../model/entry.ts";
import type { FileOrigin } from "../model/file-origin.ts";
import { cleanLine } from "./clean-line.ts";
import { type FieldMapping, mappedJson } from "./field-mapping.ts";
import { type Format, type FormatName, isUnreadable, type Line, type Unreadable } from "./format.ts";
import { detectFormat, FORMATS } from "./format-registry.ts";
import { createRecordJoiner, type RecordPiece } from "./join-records.ts";
import { applySaid } from "./wrappers/apply-said.ts";
import { placeOfFile } from "./wrappers/file-place.ts";
import { createPartJoiner, type Joined } from "./wrappers/join-parts.ts";
import { mayBeWrapped, type Unwrapped, unwrapToPart, unwrapWhole } from "./wrappers/unwrap.ts";
import { type CarrierRecord, NOTHING_SAID, type Said } from "./wrappers/wrapper.ts";

/** What became of one line. `n` counts from 1; of a record over several lines it is the first one's. */
export type Parsed =
  | { readonly n: number; readonly raw: string; readonly entry: Entry }
  | {
      readonly n: number;
      readonly raw: string;
      readonly format: FormatName | "auto";
      readonly reason: string;
    };

export interface LineParser {
  /** Takes the next line, without its line feed. `observedTime`: when it was read, epoch ms. */
  readonly push: (line: string, observedTime: number) => void;
  /** Ends the input: gives what waits for another line. */
  readonly flush: () => void;
  /** The last lines so far, as many as wait for another. */
  readonly waiting: () => number;
}

/** Longest line that is parsed, in bytes of UTF-8. A longer one is kept as unreadable. */
export const maxLineBytes = 1_048_576;

export interface LineParserSettings {
  readonly format: FormatName | "auto";
  readonly emit: (parsed: Parsed) => void;
  /** Keys of JSON of unknown origin that mean fields of an entry. */
  readonly fields?: readonly FieldMapping[] | undefined;
  /** Absent: the lines come from no file. */
  readonly file?: FileOrigin | undefined;
  /** For a line that came in pieces: a secret may have stood across two of them. */
  readonly redact?: (text: string) => string;
}

/** How a line came. */
interface Arrival {
  readonly n: number;
  readonly raw: string;
  readonly observedTime: number;
  /** Its wrapper cut it, and the rest did not come. */
  readonly isUnfinished: boolean;
}

interface Piece extends RecordPiece, Arrival {
  readonly said: Said;
  readonly record?: CarrierRecord | undefined;
}

/**
 * Turns lines of one source into entries or reasons, in order; every line that is not blank gives exactly one, but
 * for the lines of a record over several, and the pieces of one that was cut, which give one together; and for a line
 * that holds several records, which gives each.
 */
export function createLineParser(settings: LineParserSettings): LineParser {
  const { format, emit, file, fields = [], redact = (text) => text } = settings;
  const generic = fields.length === 0 ? FORMATS.generic_json : mappedJson(fields);
  const place = (file && placeOfFile(file.path)) ?? NOTHING_SAID;
  const choose = (line: Line): Format | undefined => {
    const chosen = format === "auto" ? detectFormat(line) : FORMATS[format];
    return chosen === FORMATS.generic_json ? generic : chosen;
  };
  const parts = createPartJoiner(maxLineBytes);
  const records = createRecordJoiner<Piece>(read, choose);
  let n = 0;

  /** What reads a line for sure, where several readings are possible. */
  function sureFormat(line: Line): Format | undefined {
    const chosen = choose(line);
    return chosen?.detect(line) === true ? chosen : undefined;
  }

  function pushWhole(wrapped: Unwrapped, arrival: Arrival): void {
    const reference = file?.time ?? arrival.observedTime;
    const { line, said, record, format: sure } = unwrapWhole(wrapped, reference, sureFormat);
    if (isBlank(line.text) && record?.isWhole !== true) return;
    records.push({ ...arrival, line, said, record, format: sure });
  }

  function read(piece: Piece, chosen: Format | undefined): void {
    const { n: at, raw, line, said, record, observedTime, isUnfinished } = piece;
    const apart = chosen?.split?.(line);
    if (apart !== undefined) {
      for (const text of apart) {
        read({ ...piece, raw: text, line: { ...cleanLine(text), flags: line.flags } }, chosen);
      }
      return;
    }
    const readAs = said.time ?? file?.time ?? observedTime;
    let parsed = chosen?.parse(line, readAs) ?? unrecognised(line, record, readAs);
    if (isUnreadable(parsed) && record?.format === chosen?.name) parsed = unrecognised(line, record, readAs);
    if (isUnreadable(parsed)) {
      const reason = isUnfinished ? "a piece of a line whose end never came" : parsed.reason;
      emit({ n: at, raw, format: chosen?.name ?? "auto", reason });
      return;
    }
    const isBare = said === NOTHING_SAID && readAs === observedTime;
    const entry = isBare ? parsed : applySaid(parsed, said, readAs, observedTime);
    emit({ n: at, raw, entry: isUnfinished ? withFlag(entry, "truncated") : entry });
  }

  function pushJoined({ n: at, observedTime, first, texts, raws, state }: Joined): void {
    if (state === "too_long") {
      emit({ n: at, raw: raws.join("\n"), format, reason: "longer than 1 MiB" });
      return;
    }
    const joined = texts.join("");
    const text = texts.length > 1 ? redact(joined) : joined;
    const { line, said, record } = first;
    const whole = texts.length > 1 ? cleanLine(text) : line;
    // What is kept of the pieces must not hold what was found in the whole.
    const raw = text === joined ? raws.join("\n") : text;
    pushWhole(
      { line: { ...whole, flags: [...new Set([...line.flags, ...whole.flags])] }, said, record },
      { n: at, raw, observedTime, isUnfinished: state === "unfinished" },
    );
  }

  return {
    push(raw, observedTime) {
      n += 1;
      if (isBlank(raw)) return;
      if (isTooLong(raw)) {
        records.flush();
        emit({ n, raw, format, reason: "longer than 1 MiB" });
        return;
      }
      const line = cleanLine(raw);
      if (!mayBeWrapped(line)) {
        records.push({ n, raw, line, said: place, observedTime, isUnfinished: false });
        return;
      }
      const outer = { line, said: place };
      const wrapped = unwrapToPart(outer, file?.time ?? observedTime);
      const { part } = wrapped;
      if (part === undefined) pushWhole(wrapped, { n, raw, observedTime, isUnfinished: false });
      else parts.push({ ...wrapped, part }, { n, raw, observedTime }).forEach(pushJoined);
    },
    flush() {
      parts.flush().forEach(pushJoined);
      records.flush();
    },
    waiting() {
      const since = Math.min(parts.waitsSince() ?? n + 1, records.waitsSince() ?? n + 1);
      return n + 1 - since;
    },
  };
}

function withFlag(entry: Entry, flag: string): Entry {
  return { ...entry, flags: [...new Set([...(entry.flags ?? []), flag])] };
}

/** ASCII blanks and NULs only: anything else on a line is something that somebody wrote. */
function isBlank(raw: string): boolean {
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 13 && code !== 10 && code !== 0) return false;
  }
  return true;
}

/** A UTF-16 unit is at most three bytes, so that few lines have to be counted. */
function isTooLong(raw: string): boolean {
  if (raw.length > maxLineBytes) return true;
  return raw.length * 3 > maxLineBytes && Buffer.byteLength(raw) > maxLineBytes;
}

/** No format reads it. What a record of a log system holds is a message all the same. */
function unrecognised(line: Line, record: CarrierRecord | undefined, readAs: number): Entry | Unreadable {
  const looksLikeJson = /^\s*[{[]/.test(line.text);
  if (record !== undefined && (record.isWhole || !looksLikeJson)) {
    return FORMATS[record.format].parse({ text: "", json: record.fields, flags: line.flags }, readAs);
  }
  return { reason: looksLikeJson ? "not one complete JSON object" : "no known format" };
}
