import type { Entry } from "../model/entry.ts";
import {
  type EnvoyHead,
  finishEnvoy,
  quotedFive,
  readHead,
  readNumbers,
  readQuoted,
  splitEnvoy,
} from "./envoy-line.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { startReading } from "./reading.ts";

/** Envoy's default text format. It stamps the start; times are ms, sizes are of bodies. */
export const envoy: Format = {
  name: "envoy",
  detect: ({ text }) => split(text) !== undefined,
  parse,
};

interface Parts {
  readonly head: EnvoyHead;
  readonly numbers: readonly string[];
  readonly quoted: readonly string[];
}

/** Bytes received and sent, duration, the upstream's own time. */
const NUMBERS = /^(\d{1,15}|-) (\d{1,15}|-) (\d{1,15}|-) (\d{1,15}|-) (?=")/;

function split(text: string): Parts | undefined {
  const head = splitEnvoy(text);
  const numbers = head === undefined ? null : NUMBERS.exec(head.rest);
  if (head === undefined || numbers === null) return undefined;
  const [whole, ...values] = numbers;
  const end = head.rest.lastIndexOf('"') + 1;
  // Istio's first releases wrote the same and more behind.
  const quoted =
    end < head.rest.trimEnd().length ? undefined : quotedFive(head.rest.slice(whole.length, end));
  return quoted === undefined ? undefined : { head, numbers: values, quoted };
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const parts = split(line.text);
  const reading = startReading("envoy", observedTime, line.flags);
  if (parts === undefined || !readHead(reading, parts.head)) {
    return { reason: "not a line of Envoy's default log format" };
  }
  readNumbers(reading, parts.numbers);
  readQuoted(reading, parts.quoted);
  finishEnvoy(reading, { flags: parts.head.flags });
  return reading.entry;
}
