import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { SnapshotPiece, SnapshotStore } from "../ports/snapshot-store.ts";

/** Nobody but the owner may read what log lines made of themselves. */
const FILE_MODE = 0o600;

const CHECKSUM_BYTES = 32;

interface Written {
  /** Program and Node: both decide what the bytes mean. */
  readonly version: string;
  readonly pieces: readonly SnapshotPiece[];
}

/** One file in the data directory: a checksum and what it is of. `version`: of the code that judges. */
export function createSnapshotFile(dataDir: string, version: string): SnapshotStore {
  const file = join(dataDir, "snapshot.bin");
  const written = `${version} ${process.version}`;
  return {
    load() {
      try {
        const read = checked(readFileSync(file));
        return read?.version === written ? read.pieces : [];
      } catch {
        return [];
      }
    },
    save(pieces) {
      const body = serialize({ version: written, pieces } satisfies Written);
      const draft = `${file}.${process.pid}`;
      try {
        // Renamed into place, so that a kill leaves the old one or the new one. After a loss of power it may be
        // neither, which the checksum finds.
        writeFileSync(draft, Buffer.concat([checksum(body), body]), { mode: FILE_MODE });
        renameSync(draft, file);
        return true;
      } catch {
        // On a full disk even a part of it takes space that the log needs more.
        rmSync(draft, { force: true });
        return false;
      }
    },
  };
}

function checksum(body: Uint8Array): Buffer {
  return createHash("sha256").update(body).digest();
}

/** Undefined where it is not what was written. */
function checked(content: Buffer): Written | undefined {
  const body = content.subarray(CHECKSUM_BYTES);
  if (!checksum(body).equals(content.subarray(0, CHECKSUM_BYTES))) return undefined;
  // Row mapper: only save writes what has this checksum; another version's is told by its first field.
  return deserialize(body) as Written;
}
