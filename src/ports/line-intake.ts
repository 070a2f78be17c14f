import type { FileOrigin } from "../model/file-origin.ts";

/** Lines on their way into the store, from an edge that already has them as text. */
export interface LineIntake {
  /**
   * Resolves once the lines are committed. Else nothing was taken, and the same chunk may come again: `full`: the
   * queue holds as much as it may; `no_space`: the disk does; `stopping`: another process will take it. Rejects when
   * the store fails in another way; then nothing was stored either.
   */
  readonly submit: (chunk: LineChunk) => Promise<IntakeResult>;
}

export interface LineChunk {
  readonly source: string;
  /** A format name, or auto. */
  readonly format: string;
  readonly lines: readonly string[];
  /** A chunk with a key seen before within 24 h from the same source is answered, and not stored again. */
  readonly idempotencyKey?: string;
  /** Judge what is older than `lateness` as well. */
  readonly judgeOld?: boolean;
  /** These lines are a part of a whole file: only copies that the store does not have yet are stored. */
  readonly upload?: { readonly id: string; readonly last: boolean; readonly file?: FileOrigin };
}

export type IntakeResult =
  | {
      readonly state: "committed";
      readonly stored: number;
      readonly alreadyStored: number;
      readonly unparsable: number;
      readonly redactions: number;
      /** Stored, but too late to be judged. */
      readonly late: number;
      /** Lines before what is kept: not stored. Absent: none. */
      readonly tooOld?: number;
    }
  | { readonly state: "full" | "no_space" | "stopping" };
