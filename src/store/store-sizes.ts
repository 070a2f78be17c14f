import { statfsSync, statSync } from "node:fs";

/** Bytes of the files of a data directory, and of the disk that holds it. */
export interface StoreSizes {
  readonly entries: FileSizes;
  readonly state: FileSizes;
  readonly diskFreeBytes: number;
  readonly diskBytes: number;
}

export interface FileSizes {
  readonly fileBytes: number;
  /** What was written and is not copied into the file yet. */
  readonly walBytes: number;
}

/** Looks at the file system only, so it costs nothing however large the files are. */
export function readStoreSizes(dataDir: string, entries: string, state: string): StoreSizes {
  const disk = statfsSync(dataDir);
  return {
    entries: fileSizes(entries),
    state: fileSizes(state),
    diskFreeBytes: disk.bavail * disk.bsize,
    diskBytes: disk.blocks * disk.bsize,
  };
}

function fileSizes(file: string): FileSizes {
  return { fileBytes: bytesOf(file), walBytes: bytesOf(`${file}-wal`) };
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
