import { expect } from "vitest";
import type { DeliveryResult, FailureClass } from "../../src/model/delivery.ts";
import { maxDetail } from "../../src/notify/failure.ts";

/** What a peer may do to a message, whatever it speaks. Every receiver has an answer to each. */
export type Ordeal =
  | "takes it"
  | "says nothing"
  | "resets before it has read it"
  | "resets after it has taken it"
  | "answers drop by drop"
  | "answers without end"
  | "repeats every secret in a refusal"
  | "is not there";

/** The same for peers that speak HTTP. */
export type HttpOrdeal =
  | Ordeal
  | "answers a page of HTML with 200"
  | "redirects"
  | "429 with seconds"
  | "429 with a date"
  | "429 without Retry-After"
  | "503 with Retry-After"
  | `${400 | 401 | 403 | 404 | 408 | 413 | 422 | 500 | 502 | 504}`;

export interface Outcome {
  /** accepted, or the class of the failure; several where both are right. */
  readonly is: readonly ("accepted" | FailureClass)[];
  /** How often the peer has taken the whole message. */
  readonly taken: number;
  readonly retryAfterMs?: number;
}

/** A receiver before a peer that does as it is told. */
export interface Stand {
  readonly send: () => Promise<DeliveryResult>;
  readonly taken: () => number;
  readonly secrets: readonly string[];
  /** Longest that a send may take, ms. */
  readonly maxMs: number;
}

/** Sends once and holds the receiver to the contract that all receivers share. */
export async function holdToContract(stand: Stand, expected: Outcome): Promise<DeliveryResult> {
  const began = performance.now();
  const result = await stand.send();
  expect(performance.now() - began).toBeLessThan(stand.maxMs);
  expect(expected.is).toContain(result.state === "accepted" ? "accepted" : result.class);
  expect(stand.taken()).toBe(expected.taken);
  expectNoSecret(JSON.stringify(result), stand.secrets);
  if (result.state === "failed") {
    expect(result.detail.startsWith(`${result.class}: `)).toBe(true);
    expect(result.detail.length).toBeLessThanOrEqual(maxDetail + "configuration: ".length);
    expect(result.detail).not.toMatch(/[\p{Cc}]/u);
    expect(result.retryAfterMs).toBe(expected.retryAfterMs);
  }
  return result;
}

/** Neither a secret nor what it looks like in a header, an address or a body. */
export function expectNoSecret(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    const base64 = Buffer.from(secret, "utf8").toString("base64").replace(/=+$/, "");
    for (const form of [
      secret,
      encodeURIComponent(secret),
      base64,
      secret.toUpperCase(),
      secret.slice(0, 12),
    ]) {
      expect(text.includes(form), `${form} in ${text.slice(0, 2000)}`).toBe(false);
    }
  }
}
