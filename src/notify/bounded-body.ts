/** Bytes of an answer that are read; whoever sends more has nothing to say to us. */
export const maxAnswerBytes = 65_536;

/**
 * The answer's text up to the limit; the rest is left unread and the connection closed. `complete` is false where
 * there was more. Rejects when the connection breaks or the request's time is over.
 */
export async function boundedBody(
  response: Response,
  maxBytes = maxAnswerBytes,
): Promise<{ readonly text: string; readonly complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return { text: "", complete: true };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: textOf(chunks), complete: true };
    chunks.push(value);
    bytes += value.length;
    if (bytes <= maxBytes) continue;
    await reader.cancel().catch(() => undefined);
    return { text: textOf(chunks).slice(0, maxBytes), complete: false };
  }
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
