/** Replaces the secrets of one text. */
export type RedactText = (text: string) => string;

/**
 * What is ours, or a peer's or operator's name for something, and must stay as it is to work: ids, hashes, words of a
 * fixed list, links that the operator wrote. In camelCase and, for JSON, in snake_case.
 */
const KEPT: ReadonlySet<string> = new Set(
  `id rule state severity kind status type style operation channel lane receiver reference deliveryId measure direction
  traceId trace_id all link url image_url block_id action_id messageId inReplyTo headers contentId
  contentType filename cid fingerprint startsAt endsAt version notification_reason externalURL public_url
  chartSvg`.split(/\s+/),
);

/** Maps whose keys are names that people or logs chose: a value there may be secret because of its key. */
const DATA: ReadonlySet<string> = new Set("labels group groupLabels commonLabels attributes".split(" "));

/**
 * The same value with every text in it redacted, keys of maps and what works by its exact letters left as they are.
 * What is neither text, list nor plain map stays the same object.
 */
export function redactLeaves<T>(value: T, redact: RedactText): T {
  // Text becomes text, lists keep their length and maps their keys, so the type stays.
  return walked(value, redact, false) as T;
}

function walked(value: unknown, redact: RedactText, isData: boolean): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => walked(item, redact, false));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isData && typeof inner === "string") return [key, memberText(key, inner, redact)];
      return [key, KEPT.has(key) && !isData ? inner : walked(inner, redact, DATA.has(key))];
    }),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** As the member of a JSON record would be: `{"password":"…"}` is a secret by its key. */
function memberText(key: string, value: string, redact: RedactText): string {
  const text = redact(value);
  if (text !== value) return text;
  const before = `{${JSON.stringify(key)}:`;
  const member = redact(`${before}${JSON.stringify(value)}}`);
  if (!member.startsWith(before) || !member.endsWith("}")) return value;
  const inner: unknown = jsonOf(member.slice(before.length, -1));
  return typeof inner === "string" ? inner : value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
