import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { formatInstant } from "../model/instant.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import type { FilePart, LineTarget, Stored } from "./line-target.ts";

export interface UploaderSettings {
  /** http://127.0.0.1:8420 */
  readonly address: string;
  readonly token: string | undefined;
  readonly source: string;
  readonly format: string;
  /** Have them judged however late they are. */
  readonly judgeOld: boolean;
}

/** Tries of one chunk while the daemon does not answer, a second apart. */
const maxTries = 30;

/**
 * Sends chunks to the daemon of the data directory. A chunk of standard input has an idempotency key, so that it
 * can be sent again when its answer was lost; a file's copies are counted by the daemon, so repeating is safe there.
 */
export function createUploader(settings: UploaderSettings): LineTarget {
  return {
    async send(lines, part) {
      const url = new URL("/api/v1/lines", settings.address);
      url.searchParams.set("source", settings.source);
      url.searchParams.set("format", settings.format);
      if (settings.judgeOld) url.searchParams.set("judge", "1");
      addPart(url, part);
      const headers: Record<string, string> = { "content-type": "text/plain; charset=utf-8" };
      if (settings.token !== undefined) headers["authorization"] = `Bearer ${settings.token}`;
      if (part === undefined) headers["idempotency-key"] = randomUUID();
      const body = lines.length === 0 ? "" : `${lines.join("\n")}\n`;
      return sendUntilTaken(url, { method: "POST", headers, body }, part !== undefined);
    },
    close() {},
  };
}

function addPart(url: URL, part: FilePart | undefined): void {
  if (part === undefined) return;
  url.searchParams.set("upload", part.upload);
  url.searchParams.set("file", part.file.path);
  if (part.file.time !== undefined) url.searchParams.set("file_time", formatInstant(part.file.time));
  if (part.last) url.searchParams.set("last", "1");
}

async function sendUntilTaken(url: URL, init: RequestInit, once: boolean): Promise<Stored> {
  for (let tries = 1; ; tries++) {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      // A part of a file must not be counted twice within one reading: the person repeats the whole command.
      if (once || tries >= maxTries) throw gone(error);
      await sleep(1000);
      continue;
    }
    // It takes nothing now: the queue is full, or the disk is, or it stops and the next one takes it.
    if (response.status === 429 || (response.status === 503 && tries < maxTries)) {
      await sleep(Number(response.headers.get("retry-after") ?? 1) * 1000);
      continue;
    }
    const answer = (await response.json()) as Record<string, number | string>;
    if (!response.ok)
      throw new CliError(`the daemon refused the lines: ${answer["error"]}`, exitCodes.problems);
    return {
      stored: Number(answer["stored"]),
      alreadyStored: Number(answer["already_stored"]),
      unparsable: Number(answer["unparsable"]),
      redactions: Number(answer["redactions"]),
      late: Number(answer["late"]),
      tooOld: Number(answer["too_old"] ?? 0),
    };
  }
}

function gone(error: unknown): CliError {
  const detail = error instanceof Error ? error.message : String(error);
  return new CliError(
    `the daemon does not answer: ${detail}`,
    exitCodes.problems,
    "repeat the command; what is stored already is not stored again",
  );
}
