import { redactHtml } from "./redact-html.ts";
import { type RedactText, redactLeaves } from "./redact-leaves.ts";

/** What the server sends: pages by their texts, JSON by its values, plain text line by line. */
export function redactAnswer(contentType: string, body: string, redact: RedactText): string {
  if (contentType.startsWith("text/html")) return redactHtml(body, redact);
  if (contentType.startsWith("application/json")) return redactJson(body, redact);
  return contentType.startsWith("text/plain") ? body.split("\n").map(redact).join("\n") : body;
}

function redactJson(body: string, redact: RedactText): string {
  // Nearly always there is nothing left to be found.
  if (redact(body) === body) return body;
  try {
    return JSON.stringify(redactLeaves<unknown>(JSON.parse(body), redact));
  } catch {
    return redact(body);
  }
}
