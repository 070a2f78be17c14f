import type { DeliveryResult, FailureClass } from "../model/delivery.ts";

export type Failure = Extract<DeliveryResult, { readonly state: "failed" }>;

/** Of a failure's one line. */
export const maxDetail = 300;

/**
 * A failure whose one line begins with its class, so that after a restart the row alone tells what the last
 * try met. Secrets are cut out here, whatever a library put into its message.
 */
export function failure(
  kind: FailureClass,
  detail: string,
  more: {
    readonly retryAfterMs?: number;
    readonly rootGone?: true;
    readonly secrets?: readonly string[];
  } = {},
): Failure {
  const { secrets = [], ...rest } = more;
  return { state: "failed", class: kind, detail: `${kind}: ${oneLine(detail, secrets)}`, ...rest };
}

/** The class of the last failure, read back from the row. */
export function classOfDetail(detail: string | undefined): FailureClass | undefined {
  const [word] = (detail ?? "").split(":");
  return word === "retry" || word === "content" || word === "configuration" || word === "ambiguous"
    ? word
    : undefined;
}

function oneLine(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, "[redacted]");
  return safe
    .replace(/xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+/g, "[redacted]")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, maxDetail);
}
