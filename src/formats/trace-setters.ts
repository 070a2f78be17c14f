import type { Json } from "../model/entry.ts";
import { textOf } from "./field-setters.ts";
import type { Setter } from "./reading.ts";
import {
  datadogId,
  parseAmazonTrace,
  parseB3,
  parseGoogleTrace,
  parseJaeger,
  parseTraceparent,
  spanIdOf,
  type TraceContext,
  traceIdOf,
} from "./trace-context.ts";

function header(parse: (text: string) => TraceContext | undefined): Setter {
  return ({ entry }, value) => {
    const found = parse(textOf(value) ?? "");
    if (found === undefined) return false;
    // A trace id of its own key wins; the header then only repeats it.
    if (entry.trace_id === undefined) {
      entry.trace_id = found.traceId;
      entry.span_id ??= found.spanId;
    }
    return true;
  };
}

export const traceparent: Setter = header(parseTraceparent);
export const b3: Setter = header(parseB3);
export const jaeger: Setter = header(parseJaeger);
export const amazonTrace: Setter = header(parseAmazonTrace);
export const googleTrace: Setter = header(parseGoogleTrace);

export const traceId: Setter = ({ entry }, value) => {
  const found = typeof value === "string" ? traceIdOf(value) : undefined;
  if (found === undefined || (entry.trace_id !== undefined && entry.trace_id !== found)) return false;
  entry.trace_id = found;
  return true;
};

export const spanId: Setter = ({ entry }, value) => {
  const found = typeof value === "string" ? spanIdOf(value) : undefined;
  if (found === undefined || (entry.span_id !== undefined && entry.span_id !== found)) return false;
  entry.span_id = found;
  return true;
};

/** A number beyond 2^53 has lost its last digits, and is another id. */
function digitsOf(value: Json): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return textOf(value);
}

export const datadogTrace: Setter = ({ entry }, value) => {
  const found = datadogId(digitsOf(value) ?? "", 32);
  if (found === undefined) return false;
  entry.trace_id ??= found;
  return true;
};

export const datadogSpan: Setter = ({ entry }, value) => {
  const found = datadogId(digitsOf(value) ?? "", 16);
  if (found === undefined || found.length !== 16) return false;
  entry.span_id ??= found;
  return true;
};
