/** Of a peer's words in a failure's one line. */
export const maxExcerpt = 160;
/** Shorter texts are no secrets, and would be found in any answer. */
const minSecret = 8;
/** So many letters and digits of a secret in a row give it away. */
const tellingRun = 6;

const WITHHELD = "its words are not shown, they repeat a part of the address or of the credentials";

/**
 * The beginning of what a peer said, for the failure's one line; undefined where it said nothing readable. Where it
 * repeats a part of a secret, be it in capitals or with other signs in between, none of it is shown.
 */
export function answerExcerpt(body: string, secrets: readonly string[]): string | undefined {
  const text = body
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (text === "") return undefined;
  if (repeatsSecret(body, secrets)) return WITHHELD;
  return text.length > maxExcerpt ? `${text.slice(0, maxExcerpt)}…` : text;
}

function repeatsSecret(body: string, secrets: readonly string[]): boolean {
  const said = bare(body);
  return secrets.map(bare).some((hidden) => {
    if (hidden.length < minSecret) return false;
    for (let at = 0; at + tellingRun <= hidden.length; at += 1) {
      if (said.includes(hidden.slice(at, at + tellingRun))) return true;
    }
    return false;
  });
}

function bare(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}
