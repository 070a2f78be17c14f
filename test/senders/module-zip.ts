import { crc32 } from "node:zlib";

/** A zip of small text files, stored and not packed, as a module proxy serves it; paths begin with `module@version/`. */
export function moduleZip(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const local = Buffer.concat([SIGNATURE.file, described(name, data), name, data]);
    directory.push(Buffer.concat([SIGNATURE.entry, VERSION, described(name, data), placed(offset), name]));
    bodies.push(local);
    offset += local.length;
  }
  return Buffer.concat([...bodies, ...directory, ending(directory, offset)]);
}

const SIGNATURE = {
  file: Buffer.from("PK\x03\x04"),
  entry: Buffer.from("PK\x01\x02"),
  end: Buffer.from("PK\x05\x06"),
} as const;
/** Of the format, 2.0; who wrote it says the same as who can read it. */
const VERSION = Buffer.from([20, 0]);
/** 1 January 1980, the first day that a zip can name. */
const FIRST_DAY = 0x21;

/** What a file's own header and its entry in the directory have in common. */
function described(name: Buffer, data: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  VERSION.copy(fields);
  fields.writeUInt16LE(FIRST_DAY, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** Comment, disk and attributes are none; only where the file begins is said. */
function placed(offset: number): Buffer {
  const fields = Buffer.alloc(14);
  fields.writeUInt32LE(offset, 10);
  return fields;
}

function ending(directory: readonly Buffer[], offset: number): Buffer {
  const fields = Buffer.alloc(18);
  fields.writeUInt16LE(directory.length, 4);
  fields.writeUInt16LE(directory.length, 6);
  fields.writeUInt32LE(Buffer.concat(directory).length, 8);
  fields.writeUInt32LE(offset, 12);
  return Buffer.concat([SIGNATURE.end, fields]);
}
