import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import type { FailureClass } from "../model/delivery.ts";
import { type Failure, failure } from "./failure.ts";
import { networkTrouble } from "./network-failure.ts";

/** A 429 without a usable Retry-After. */
export const retryAfterUnsaidMs = 30_000;

/** Slack's error words (docs.slack.dev, chat.postMessage and chat.update) by what helps. */
const WORDS: Readonly<Record<FailureClass, readonly string[]>> = {
  retry: [
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
  ],
  content: [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "too_many_attachments",
    "too_many_contact_cards",
    "invalid_arguments",
    "invalid_attachments",
    "block_mismatch",
    "metadata_too_large",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "markdown_text_conflict",
  ],
  configuration: [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "no_permission",
    "missing_scope",
    "not_authed",
    "invalid_auth",
    "access_denied",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "ekm_access_denied",
    "org_login_required",
    "two_factor_setup_required",
    "user_is_restricted",
    "no_such_channel",
    "team_access_not_granted",
    "not_allowed_token_type",
    "method_deprecated",
    "deprecated_endpoint",
  ],
  // "It's possible some aspect of the operation succeeded before the error was raised."
  ambiguous: ["internal_error", "fatal_error"],
};

/** The root cannot be edited or answered any more. */
const ROOT_GONE: ReadonlySet<string> = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
  "is_inactive",
  "cannot_reply_to_message",
]);

/** What went wrong with one request to Slack, and what helps. */
export function slackFailure(error: unknown, secrets: readonly string[]): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return failure("retry", "429 from Slack", { retryAfterMs: error.retryAfter * 1000, secrets });
  }
  if (error instanceof WebAPIPlatformError) return platformFailure(error, secrets);
  if (error instanceof WebAPIHTTPError) return httpFailure(error, secrets);
  if (error instanceof WebAPIRequestError) {
    const trouble = networkTrouble(error.original);
    return failure(trouble.class, trouble.text, { secrets });
  }
  const message = error instanceof Error ? error.message : String(error);
  // The library's own error for a 429 without Retry-After has neither class nor code.
  if (message.startsWith("Retry header did not contain")) {
    return failure("retry", "429 from Slack without Retry-After", {
      retryAfterMs: retryAfterUnsaidMs,
      secrets,
    });
  }
  return failure("ambiguous", message, { secrets });
}

function platformFailure(error: WebAPIPlatformError, secrets: readonly string[]): Failure {
  const word = error.data.error;
  // Not Slack's way to answer: a proxy's or a gateway's page with status 200.
  if (!/^[a-z0-9_]{1,64}$/.test(word))
    return failure("retry", "the answer was no JSON of Slack's", { secrets });
  if (ROOT_GONE.has(word)) return failure("content", word, { rootGone: true, secrets });
  const details = [...(error.data.response_metadata?.messages ?? []), ...scopes(error.data)].join("; ");
  const text = details === "" ? word : `${word} (${details})`;
  const kind = classOfWord(word);
  const limited = word === "ratelimited" || word === "rate_limited";
  return failure(kind, text, limited ? { retryAfterMs: retryAfterUnsaidMs, secrets } : { secrets });
}

/** Which scope is missing, as Slack names it beside missing_scope. */
function scopes(data: object): readonly string[] {
  return Object.entries(data).flatMap(([name, value]) =>
    (name === "needed" || name === "provided") && typeof value === "string" ? [`${name} ${value}`] : [],
  );
}

/** A request that only reads: false where asking again would be answered the same. */
export function mayAskAgain(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError)) return slackFailure(error, []).class !== "configuration";
  return WORDS.retry.includes(error.data.error) || WORDS.ambiguous.includes(error.data.error);
}

function classOfWord(word: string): FailureClass {
  for (const kind of ["retry", "content", "configuration", "ambiguous"] as const) {
    if (WORDS[kind].includes(word)) return kind;
  }
  // Slack adds words; those of a kind are named alike.
  if (word.startsWith("restricted_action")) return "configuration";
  return "retry";
}

function httpFailure(error: WebAPIHTTPError, secrets: readonly string[]): Failure {
  const text = `HTTP ${error.statusCode}`;
  if (error.statusCode === 413) return failure("content", text, { secrets });
  if (error.statusCode === 408 || error.statusCode >= 500) {
    const seconds = Number(error.headers["retry-after"]);
    const after = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
    return failure("ambiguous", text, { ...after, secrets });
  }
  return failure("configuration", text, { secrets });
}
