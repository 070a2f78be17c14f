import type { DeliveryResult } from "../model/delivery.ts";
import type { WebhookPayload } from "../model/webhook-payload.ts";
import type { WebhookChannel } from "../ports/channel.ts";
import { boundedBody } from "./bounded-body.ts";
import { failure } from "./failure.ts";
import { networkTrouble } from "./network-failure.ts";
import { webhookFailure } from "./webhook-failure.ts";

export interface WebhookSettings {
  /** May hold a secret, so it is in no failure. */
  readonly url: string;
  /** `Bearer …`, as the header says it. */
  readonly authorization?: { readonly type: string; readonly credentials: string };
  readonly timeoutMs?: number;
  /** Epoch ms. */
  readonly now: () => number;
}

export const webhookTimeoutMs = 10_000;

/** One address that takes Alertmanager's payload by POST. The outbox does the waiting and the trying again. */
export function createWebhookChannel(settings: WebhookSettings): WebhookChannel {
  const secrets = secretForms(settings);
  return {
    async send({ deliveryId, payload }) {
      try {
        const response = await post(settings, deliveryId, payload);
        if (response.ok) return accepted(deliveryId, response);
        return await refused(response, secrets, settings.now());
      } catch (error) {
        const trouble = networkTrouble(error);
        return failure(trouble.class, trouble.text);
      }
    },
  };
}

function post(settings: WebhookSettings, deliveryId: string, payload: WebhookPayload): Promise<Response> {
  const { authorization } = settings;
  return fetch(settings.url, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "tocsin",
      // A connection that is kept may be closed by the peer just as it is used again, and nobody could then say
      // whether the payload was taken.
      connection: "close",
      "idempotency-key": deliveryId,
      ...(authorization === undefined
        ? {}
        : { authorization: `${authorization.type} ${authorization.credentials}` }),
    },
    body: JSON.stringify(payload),
    // Elsewhere nobody has agreed to be told, nor to see the credentials.
    redirect: "manual",
    signal: AbortSignal.timeout(settings.timeoutMs ?? webhookTimeoutMs),
  });
}

/** A page of HTML is rarely the answer of a webhook: a sign-in page answers 200 to whatever it is sent. */
function accepted(deliveryId: string, response: Response): DeliveryResult {
  // What it says further is of no use, and nobody waits for it.
  response.body?.cancel().catch(() => undefined);
  const page = /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
  const note = page ? { note: "answered with a page of HTML; is it the right address?" } : {};
  return { state: "accepted", reference: deliveryId, ...note };
}

async function refused(response: Response, secrets: readonly string[], now: number): Promise<DeliveryResult> {
  // The status says what is to be done; a body that breaks off changes nothing of it.
  const body = await boundedBody(response).catch(() => ({ text: "" }));
  const answer = {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    date: response.headers.get("date"),
    body: body.text,
  };
  return webhookFailure(answer, secrets, now);
}

/** What stands behind the host, and the credentials, each as it may come back in an answer. */
function secretForms({ url, authorization }: WebhookSettings): readonly string[] {
  const { pathname, search } = new URL(url);
  const parts = [`${pathname}${search}`, ...pathname.split("/"), ...search.slice(1).split(/[&=]/)];
  if (authorization !== undefined) {
    const { credentials } = authorization;
    parts.push(credentials, Buffer.from(credentials, "utf8").toString("base64"));
  }
  return [...new Set([...parts, ...parts.map(decoded)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
