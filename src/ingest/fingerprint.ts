import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { TailPosition } from "../ports/log-store.ts";

/** How many first bytes a file is known by. Log lines carry their time, so two files differ long before. */
export const MAX_FINGERPRINT_BYTES = 1024;

/** The first bytes of a file, up to `bytes` and up to 1024; fewer where the file is shorter. */
export async function readHead(file: FileHandle, bytes: number): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(bytes, MAX_FINGERPRINT_BYTES));
  let filled = 0;
  while (filled < head.length) {
    const { bytesRead } = await file.read(head, filled, head.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return head.subarray(0, filled);
}

/** Whether more bytes of the file would make it better known. */
export function isFullHead(head: Buffer): boolean {
  return head.length >= MAX_FINGERPRINT_BYTES;
}

/**
 * The position of a tail after `offset` bytes. The fingerprint covers bytes that are stored and no others, so
 * that a file which has it truly begins with what was read.
 */
export function positionAfter(path: string, head: Buffer, offset: number): TailPosition {
  const fingerprintBytes = Math.min(head.length, offset);
  return { path, fingerprint: fingerprintOf(head, fingerprintBytes), fingerprintBytes, offset };
}

/** The best known of the positions that this file's first bytes have; undefined where none has. */
export function matchingPosition(
  head: Buffer,
  size: number,
  positions: readonly TailPosition[],
): TailPosition | undefined {
  let best: TailPosition | undefined;
  for (const position of positions) {
    const { fingerprint, fingerprintBytes, offset } = position;
    if (fingerprintBytes === 0 || fingerprintBytes > head.length || offset > size) continue;
    if (fingerprintOf(head, fingerprintBytes) !== fingerprint) continue;
    if (best === undefined || isFurther(position, best)) best = position;
  }
  return best;
}

function isFurther(a: TailPosition, b: TailPosition): boolean {
  if (a.fingerprintBytes !== b.fingerprintBytes) return a.fingerprintBytes > b.fingerprintBytes;
  return a.offset > b.offset;
}

function fingerprintOf(head: Buffer, bytes: number): string {
  return hash("sha256", head.subarray(0, bytes), "hex").slice(0, 32);
}
