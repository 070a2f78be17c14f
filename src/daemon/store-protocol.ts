import type { MessagePort } from "node:worker_threads";
import type { BatchHead } from "../ports/log-store.ts";
import type { Piece } from "../store/line-store.ts";
import type { PlainFailure } from "../store/write-failure.ts";

export interface StoreThreadSettings {
  readonly dataDir: string;
  readonly port: MessagePort;
  /** Its one number goes up with each answer, for who waits for it to change. */
  readonly answers: Int32Array;
}

/** What the writer asks of the thread that stores. */
export type StoreRequest =
  | { readonly type: "begin"; readonly head: BatchHead }
  | { readonly type: "add"; readonly piece: Piece }
  | { readonly type: "abandon" }
  /** From here on each is answered. An error of what came before is the answer to `commit`. */
  | { readonly type: "commit" }
  | { readonly type: "reserve"; readonly sequence: number }
  | { readonly type: "close" };

export type StoreAnswer = { readonly value: unknown } | { readonly failure: PlainFailure };
