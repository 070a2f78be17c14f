import { formatInstant } from "../../src/model/instant.ts";
import { readCorpus } from "./corpus-files.ts";
import { type ConformanceReport, compare, type Expected, parseText } from "./run-cases.ts";

/** Logs with what other projects' parsers say of them, as cases of ours. */

interface BeatsLine {
  readonly canonical: Readonly<Record<string, string | number>>;
}
interface CrowdsecEvent {
  readonly meta: Readonly<Record<string, string>>;
}

/** They keep the query and write absent values as a dash. */
function absent(value: unknown): unknown {
  return value === undefined || value === "-" ? null : value;
}
function pathOf(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\?.*/, "") : null;
}

/** `more` says what theirs does not, or means otherwise; it wins. */
export function runBeats(
  log: string,
  more: (canonical: BeatsLine["canonical"], at: number) => Expected,
): ConformanceReport {
  const lines: readonly BeatsLine[] = JSON.parse(readCorpus(`formats/beats/${log}.canonical.json`));
  const expected = lines.map(({ canonical: c }, at) => ({
    time: c["timestamp"],
    method: absent(c["method"]),
    path: pathOf(c["path"]),
    status: absent(c["status"]),
    bytes: absent(c["bytes"]),
    client_address: absent(c["client_ip"]),
    client_id: absent(c["user"]),
    user_agent: absent(c["user_agent"]),
    ...more(c, at),
  }));
  return compare(log, parseText(readCorpus(`formats/beats/${log}`)), expected);
}

/**
 * `stamp`: what their timestamp, often of whole seconds, is in our words. Lines that ours cannot read, or that tell of no request, are lines that
 * theirs has no event for.
 */
export function runCrowdsec(
  log: string,
  stamp: "time" | "start_time",
  more: (meta: CrowdsecEvent["meta"], at: number) => Expected,
): ConformanceReport {
  const folder = log.slice(0, log.indexOf("/"));
  const events: readonly CrowdsecEvent[] = JSON.parse(
    readCorpus(`formats/crowdsec/${folder}/events.expected.json`),
  );
  const parsed = parseText(readCorpus(`formats/crowdsec/${log}`)).flatMap((one) =>
    "entry" in one && one.entry.kind !== "other" ? [one] : [],
  );
  const expected = events.map(({ meta }, at) => ({
    [stamp]: sameInstant(meta["timestamp"] ?? "", parsed[at]?.entry[stamp]),
    method: absent(meta["http_verb"]),
    path: pathOf(meta["http_path"]),
    status: meta["http_status"] === undefined ? null : Number(meta["http_status"]),
    client_address: absent(meta["source_ip"]),
    host: absent(meta["target_fqdn"]),
    user_agent: absent(meta["http_user_agent"]),
    ...more(meta, at),
  }));
  return compare(log, parsed, expected);
}

/** Ours where it is theirs, but for what theirs leaves out below a second. */
function sameInstant(theirs: string, ours: number | undefined): string {
  const instant = Date.parse(theirs);
  const isSame = ours !== undefined && (theirs.includes(".") ? ours : ours - (ours % 1000)) === instant;
  return formatInstant(isSame ? ours : instant);
}
