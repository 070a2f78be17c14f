import { BinaryReader } from "@bufbuild/protobuf/wire";
import { parseLabels } from "./loki-labels.ts";
import { emptyLabels, type LokiLine, maxLokiLines } from "./loki-line.ts";

/** logproto.PushRequest. Throws where the bytes are none. */
export function lokiFromProtobuf(bytes: Uint8Array): readonly LokiLine[] {
  const lines: LokiLine[] = [];
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false;
    readStream(reader.bytes(), lines);
    return true;
  });
  return lines;
}

function readMessage(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!read(field, reader)) reader.skip(type);
  }
}

function readStream(bytes: Uint8Array, lines: LokiLine[]): void {
  const entries: Uint8Array[] = [];
  let labels: LokiLine["labels"] = {};
  readMessage(bytes, (field, reader) => {
    if (field === 1) labels = parseLabels(reader.string());
    else if (field === 2) entries.push(reader.bytes());
    else return false;
    return true;
  });
  for (const entry of entries) {
    if (lines.length >= maxLokiLines) throw new Error(`more than ${maxLokiLines} lines in one push`);
    lines.push(readEntry(entry, labels));
  }
}

function readEntry(bytes: Uint8Array, labels: LokiLine["labels"]): LokiLine {
  const metadata = emptyLabels();
  let time = 0n;
  let line = "";
  readMessage(bytes, (field, reader) => {
    if (field === 1) time = readTime(reader.bytes());
    else if (field === 2) line = reader.string();
    else if (field === 3) readPair(reader.bytes(), metadata);
    else return false;
    return true;
  });
  return { labels, time, line, metadata };
}

/** google.protobuf.Timestamp. */
function readTime(bytes: Uint8Array): bigint {
  let seconds = 0n;
  let nanos = 0n;
  readMessage(bytes, (field, reader) => {
    if (field === 1) seconds = BigInt(reader.int64());
    else if (field === 2) nanos = BigInt(reader.int32());
    else return false;
    return true;
  });
  return seconds * 1_000_000_000n + nanos;
}

function readPair(bytes: Uint8Array, pairs: Record<string, string>): void {
  let name = "";
  let value = "";
  readMessage(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = reader.string();
    else return false;
    return true;
  });
  if (value !== "") pairs[name] = value;
}
