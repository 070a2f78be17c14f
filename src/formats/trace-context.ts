/** Trace headers, normalised to 32 and 16 lower-case hex digits. An id of zeros is no id. */

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string | undefined;
}

const ZEROS = "0".repeat(32);
const B3 = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:$|-)/i;
const JAEGER = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$/i;
const AMAZON_ROOT = /(?:^|;)\s?(?:Root=)?1-([0-9a-f]{8})-([0-9a-f]{24})(?:$|;)/i;
const AMAZON_PARENT = /(?:^|;)\s?Parent=([0-9a-f]{16})(?:$|;)/i;
const GOOGLE = /^(?:projects\/[^/]{1,100}\/traces\/)?([0-9a-f]{32})(?:$|[/;])/i;

/** W3C trace context: lower case, version ff is forbidden, a later version may be longer. */
export function parseTraceparent(text: string): TraceContext | undefined {
  if (!isTraceparent(text) || text.startsWith("ff")) return undefined;
  if (text.startsWith("00") && text.length !== 55) return undefined;
  const traceId = text.slice(3, 35);
  const spanId = text.slice(36, 52);
  // Both are lower-case hex already; only zeros are left to refuse.
  if (traceId === ZEROS) return undefined;
  return { traceId, spanId: ZEROS.startsWith(spanId) ? undefined : spanId };
}

/** `vv-trace id-span id-ff`, and after it nothing or a dash. By hand: three times as fast as the expression. */
function isTraceparent(text: string): boolean {
  const { length } = text;
  if (length < 55 || (length > 55 && text.charCodeAt(55) !== DASH)) return false;
  for (let at = 0; at < 55; at += 1) {
    const code = text.charCodeAt(at);
    const isBorder = at === 2 || at === 35 || at === 52;
    if (isBorder ? code !== DASH : !isLowerHex(code)) return false;
  }
  return true;
}

const DASH = 45;

function isLowerHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
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

/** X-Cloud-Trace-Context, and the name of a trace in Google's logs; its span id is decimal and left out. */
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

const MAX_UINT64 = 2n ** 64n;

/** Datadog's ids are decimal numbers of 64 bits; newer ones are 128 bits in hex, as everybody's. */
export function datadogId(text: string, length: 16 | 32): string | undefined {
  if (text.length === 32) return hexId(text, 32);
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const number = BigInt(text);
  return number > 0n && number < MAX_UINT64 ? number.toString(16).padStart(length, "0") : undefined;
}
