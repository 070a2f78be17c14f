import type { Diagnostic } from "../model/diagnostic.ts";

/** What stands in place of a secret that a file holds although it must not. */
export const MASK = "[secret]";

/** A key that names a secret, and the value behind it up to the end of its flow or line. */
const NAMED_SECRET =
  /((?:token|passw(?:or)?d|passphrase|secret|credentials?|api_?key|authorization)[\w-]*["']?\s*:\s*)(?!\s*$|\{\s*["']?(?:env|file|type|credentials)["']?\s*:|[|>][-+\d]*\s*$)("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[^\s,}\]][^,}\]]*)/gi;

/** Shapes that are secrets whatever stands before them. */
const SHAPED_SECRET =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=:\/\/[^/\s:@]*:)[^/\s@]+(?=@)|(?<=hooks\.slack\.com\/)\S+|(?<=\burl["']?\s*:\s*["']?)https?:\/\/[^\s"',}]+/g;

/**
 * A diagnostic shows its source line, and the line may hold the very secret that it complains about. Every
 * line of the configuration that is shown goes through here, those that YAML could not read as well.
 */
export function maskSecrets(diagnostic: Diagnostic, secrets: readonly string[]): Diagnostic {
  const { sourceLine, column, endColumn } = diagnostic;
  const before = maskText(sourceLine.slice(0, column - 1), secrets);
  const whole = maskText(sourceLine, secrets);
  const message = maskQuoted(maskText(diagnostic.message, secrets), sourceLine, whole);
  if (whole === sourceLine && message === diagnostic.message) return diagnostic;
  const start = whole.startsWith(before) ? before.length + 1 : 1;
  const width = whole === sourceLine ? endColumn - column : shownWidth(whole, start, endColumn - column);
  return { ...diagnostic, message, sourceLine: whole, column: start, endColumn: start + Math.max(1, width) };
}

/** A message quotes from its line; what the line does not show any more, the message must not show either. */
function maskQuoted(message: string, original: string, masked: string): string {
  if (original === masked) return message;
  return message.replace(/`([^`]+)`/g, (quoted, text: string) =>
    original.includes(text) && !masked.includes(text) ? MASK : quoted,
  );
}

function shownWidth(line: string, column: number, width: number): number {
  if (line.startsWith(MASK, column - 1)) return MASK.length;
  return Math.min(width, line.length - column + 1);
}

function maskText(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
  return masked
    .replace(NAMED_SECRET, (whole: string, key: string, value: string) =>
      value.startsWith(MASK.slice(0, -1)) ? whole : `${key}${MASK}`,
    )
    .replace(SHAPED_SECRET, MASK);
}
