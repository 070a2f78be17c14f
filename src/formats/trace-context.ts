/** Trace headers, normalised to 32 and 16 lower-case hex digits. An id of zeros is no id. */

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string | undefined;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;
const ZEROS = "0".repeat(32);
const B3 = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:$|-)/i;
const JAEGER = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$/i;
const AMAZON_ROOT = /(?:^|;)\s?Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:$|;)/i;
const AMAZON_PARENT = /(?:^|;)\s?Parent=([0-9a-f]{16})(?:$|;)/i;
const GOOGLE = /^([0-9a-f]{32})(?:$|[/;])/i;

/** W3C trace context: lower case, version ff is forbidden, a later version may be longer. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const match = TRACEPARENT.exec(text);
  if (!match || match[1] === "ff") return undefined;
  if (match[1] === "00" && text.length !== 55) return undefined;
  const [, , traceId = "", spanId = ""] = match;
  // Both are lower-case hex already; only zeros are left to refuse.
  if (traceId === ZEROS) return undefined;
  return { traceId, spanId: ZEROS.startsWith(spanId) ? undefined : spanId };
}

/** B3 single header. */
export function parseB3(text: string): TraceContext | undefined {
  const match = B3.exec(text);
  return match ? context(match[1], match[2]) : undefined;
}

/** uber-trace-id: leading zeros are dropped there. */
export function parseJaeger(text: string): TraceContext | undefined {
  const match = JAEGER.exec(text);
  return match ? context(match[1], match[2]) : undefined;
}

/** X-Amzn-Trace-Id. */
export function parseAmazonTrace(text: string): TraceContext | undefined {
  const root = AMAZON_ROOT.exec(text);
  if (!root) return undefined;
  return context(`${root[1]}${root[2]}`, AMAZON_PARENT.exec(text)?.[1]);
}

/** X-Cloud-Trace-Context; its span id is decimal and left out. */
export function parseGoogleTrace(text: string): TraceContext | undefined {
  const match = GOOGLE.exec(text);
  return match ? context(match[1], undefined) : undefined;
}

/** A bare id of 32 hex digits, or of 16 (64-bit ids are padded on the left). */
export function traceIdOf(text: string): string | undefined {
  if (text.length !== 32 && text.length !== 16) return undefined;
  return hexId(text, 32);
}

export function spanIdOf(text: string): string | undefined {
  return text.length === 16 ? hexId(text, 16) : undefined;
}

function context(trace: string | undefined, span: string | undefined): TraceContext | undefined {
  const traceId = hexId(trace ?? "", 32);
  if (traceId === undefined) return undefined;
  return { traceId, spanId: span === undefined ? undefined : hexId(span, 16) };
}

function hexId(text: string, length: number): string | undefined {
  if (!/^[0-9a-fA-F]+$/.test(text) || /^0+$/.test(text)) return undefined;
  return text.toLowerCase().padStart(length, "0");
}
