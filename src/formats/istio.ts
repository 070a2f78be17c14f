import type { Entry } from "../model/entry.ts";
import {
  type EnvoyHead,
  finishEnvoy,
  quotedFive,
  readCluster,
  readHead,
  readNumbers,
  readQuoted,
  splitEnvoy,
} from "./envoy-line.ts";
import { address } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { addAttribute, type Reading, startReading } from "./reading.ts";

/**
 * Istio's text format: Envoy's with the details and the failure of the connection behind the flags, and cluster,
 * addresses, server name and route at the end. Releases before 1.9 wrote the state of Mixer in place of the details.
 */
export const istio: Format = {
  name: "istio",
  detect: ({ text }) => split(text) !== undefined,
  parse,
};

interface Parts {
  readonly head: EnvoyHead;
  readonly details: string | undefined;
  readonly termination: string | undefined;
  readonly failure: string;
  readonly numbers: readonly string[];
  readonly quoted: readonly string[];
  readonly tail: readonly string[];
}

/** `details termination "failure" 0 135 5 2 `, or `"mixer" "failure" …`, or `"mixer" …`. */
const MIDDLE =
  /^(?:(\S+) ([^"]*) )?(?:"[^"]*" (?="[^"]*" ))?"([^"]*)" (\d{1,15}|-) (\d{1,15}|-) (\d{1,15}|-) (\d{1,15}|-) (?=")/;

function split(text: string): Parts | undefined {
  const head = splitEnvoy(text);
  const middle = head === undefined ? null : MIDDLE.exec(head.rest);
  if (head === undefined || middle === null) return undefined;
  const [whole, details, termination, failure = "", ...numbers] = middle;
  const end = head.rest.lastIndexOf('"') + 1;
  const quoted = quotedFive(head.rest.slice(whole.length, end));
  const tail = head.rest.slice(end).trim().split(" ");
  if (quoted === undefined || tail.length < minTail) return undefined;
  return { head, details, termination, failure, numbers, quoted, tail };
}

/** Cluster, own and peer's addresses; the server name is missing in the oldest. */
const minTail = 4;

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const parts = split(line.text);
  const reading = startReading("istio", observedTime, line.flags);
  if (parts === undefined || !readHead(reading, parts.head)) {
    return { reason: "not a line of Istio's log format" };
  }
  const { details, failure, termination } = parts;
  readNumbers(reading, parts.numbers);
  readTail(reading, parts.tail);
  readQuoted(reading, parts.quoted);
  own(reading, "response_code_details", details);
  own(reading, "connection_termination_details", termination);
  own(reading, "upstream_transport_failure_reason", failure);
  finishEnvoy(reading, { flags: parts.head.flags, details, failure });
  return reading.entry;
}

const TAIL = [
  "upstream_cluster",
  "upstream_local_address",
  "downstream_local_address",
  "downstream_remote_address",
  "requested_server_name",
  "route_name",
] as const;

function readTail(reading: Reading, tail: readonly string[]): void {
  for (const [at, name] of TAIL.entries()) own(reading, name, tail[at]);
  own(reading, "trailing", tail.slice(TAIL.length).join(" "));
  const [cluster = "-", , , peer = "-"] = tail;
  readCluster(reading.entry, cluster);
  // The address that Envoy itself takes for the client's, having judged whom to believe.
  if (peer !== "-") address(reading, peer, "downstream_remote_address");
}

function own(reading: Reading, name: string, value: string | undefined): void {
  if (value !== undefined && value !== "-" && value !== "") addAttribute(reading, name, value);
}
