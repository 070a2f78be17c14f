import { InvalidArgumentError } from "commander";
import { parseDuration } from "../model/duration.ts";

/** An instant as given on the command line: itself, or so long before now. */
export type InstantArgument = (now: number) => number;

const RFC_3339 = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/** `7d` for so long ago, or `2026-11-22T09:45:00Z`; without a zone it is UTC, as everywhere. */
export function instantArgument(text: string): InstantArgument {
  const ago = parseDuration(text);
  if (ago !== undefined) return (now) => now - ago;
  const at = RFC_3339.test(text) ? Date.parse(inUtc(text)) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      "a time is so long ago, as 90m or 7d, or an instant as 2026-11-22T09:45:00Z",
    );
  }
  return () => at;
}

function inUtc(text: string): string {
  if (text.length === 10 || /(?:Z|[+-]\d{2}:\d{2})$/i.test(text)) return text;
  return `${text}Z`;
}

/** For `--limit` and the like. */
export function countArgument(text: string): number {
  return wholeNumber(text, 1);
}

/** For `--max-new`. */
export function countFromZero(text: string): number {
  return wholeNumber(text, 0);
}

function wholeNumber(text: string, least: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < least) {
    throw new InvalidArgumentError(`it must be a whole number from ${least}`);
  }
  return count;
}
