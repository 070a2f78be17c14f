import { parseHttpDate } from "../formats/http-date.ts";
import { parseRetryAfter } from "../formats/retry-after.ts";
import type { FailureClass } from "../model/delivery.ts";
import { answerExcerpt } from "./answer-excerpt.ts";
import { type Failure, failure } from "./failure.ts";

/** What helps, by status (RFC 9110 §15); 5xx that are not here may have come after the payload was taken. */
const CLASS_OF_STATUS: Readonly<Record<number, FailureClass>> = {
  400: "content",
  406: "content",
  408: "retry",
  413: "content",
  415: "content",
  422: "content",
  425: "retry",
  429: "retry",
  503: "retry",
};

export interface WebhookAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The answer's Date, by which its Retry-After counts. */
  readonly date: string | null;
  readonly body: string;
}

/** What an answer other than 2xx means. `now`: epoch ms, for an answer without a Date. */
export function webhookFailure(answer: WebhookAnswer, secrets: readonly string[], now: number): Failure {
  const { status } = answer;
  const said = answerExcerpt(answer.body, secrets);
  const detail = said === undefined ? statusWords(status) : `${statusWords(status)}: ${said}`;
  const after = retryAfterMs(answer, now);
  return failure(classOf(status), detail, after === undefined ? {} : { retryAfterMs: after });
}

function classOf(status: number): FailureClass {
  const known = CLASS_OF_STATUS[status];
  if (known !== undefined) return known;
  return status >= 500 ? "ambiguous" : "configuration";
}

/** Where a redirect leads is not said: it may repeat the address, and nobody goes there. */
function statusWords(status: number): string {
  return status >= 300 && status < 400
    ? `HTTP ${status}, a redirect, which is not followed`
    : `HTTP ${status}`;
}

function retryAfterMs({ retryAfter, date }: WebhookAnswer, now: number): number | undefined {
  const said = date === null ? undefined : parseHttpDate(date, now)?.instant;
  const seconds = parseRetryAfter(retryAfter ?? undefined, said ?? now)?.seconds;
  return seconds === undefined ? undefined : seconds * 1000;
}
