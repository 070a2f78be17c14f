import type { ActionResult } from "../model/incident-action.ts";
import { formatInstant } from "../model/instant.ts";
import { matcherText } from "../model/matcher.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import { CliError, exitCodes } from "./cli-error.ts";

export interface DaemonDeskSettings {
  /** http://127.0.0.1:8420 */
  readonly address: string;
  readonly token: string | undefined;
}

/** Real time that an answer may take, ms. */
const maxWaitMs = 30_000;

/** The desk of the daemon that runs on the data, through its API. */
export function daemonDesk(settings: DaemonDeskSettings): OperatorDesk {
  return {
    async act({ incident, ...action }): Promise<ActionResult> {
      const answer = await ask(settings, "POST", `/api/v1/incidents/${incident}/actions`, action);
      if (answer.status === 404) return { state: "refused", why: `there is no INC-${incident}` };
      if (answer.status === 409) return { state: "refused", why: String(answer.body["why"]) };
      return answer.ok ? { state: "done" } : { state: "refused", why: String(answer.body["error"]) };
    },
    async saveSilence({ id, matchers, startsAt, endsAt, comment, createdBy }) {
      const answer = await ask(settings, "POST", "/api/v1/silences", {
        id,
        matchers: matchers.map(matcherText),
        starts_at: formatInstant(startsAt),
        ends_at: formatInstant(endsAt),
        comment,
        by: createdBy,
      });
      if (!answer.ok)
        throw new CliError(`the daemon refused it: ${answer.body["error"]}`, exitCodes.problems);
    },
    async expireSilence(id, by) {
      const path = `/api/v1/silences/${encodeURIComponent(id)}?by=${encodeURIComponent(by)}`;
      return (await ask(settings, "DELETE", path)).ok;
    },
    async redeliver(id, by) {
      return (await ask(settings, "POST", "/api/v1/deliveries/redeliver", { id, by })).ok;
    },
  };
}

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request to the daemon's API. Throws a CliError where it does not answer, or does not allow it. */
export async function ask(
  { address, token }: DaemonDeskSettings,
  method: "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  const response = await answerOf(new URL(path, address), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(maxWaitMs),
  });
  const json: unknown = await response.json().catch(() => ({}));
  const read = typeof json === "object" && json !== null ? Object.fromEntries(Object.entries(json)) : {};
  if (response.status !== 401 && response.status !== 403) {
    return { ok: response.ok, status: response.status, body: read };
  }
  throw new CliError(
    `the daemon does not allow it: ${read["error"]}`,
    exitCodes.problems,
    token === undefined
      ? "set `http.token`, or a token with the role respond, for this command too (environment or file)"
      : "the token of the configuration is not that of the running daemon, or may not act",
  );
}

async function answerOf(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CliError(`the daemon at ${url.origin} does not answer: ${detail}`, exitCodes.problems);
  }
}
