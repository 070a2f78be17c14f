import { formatByteSize } from "../model/byte-size.ts";
import { formatDuration } from "../model/duration.ts";
import { warmingWords } from "./reload-words.ts";
import { recordOf, type StatusReport, textOf, textsOf, troubles } from "./status-report.ts";

/** For a person who asks, in this order: does it judge, how far, what comes in, what goes out, does it fit. */
export function statusWords(report: StatusReport): string {
  const found = troubles(report);
  const lines = [
    daemonWords(report),
    ledgerWords(report),
    ...lagWords(report),
    ...found.map((trouble) => `! ${trouble}`),
    "",
    "sources",
    ...sourceWords(report),
    ...redactionWords(report),
    ...duplicateWords(report),
    "rules",
    ...report.rules.map(
      ({ rule, examined, matched, groups, matched_at: at }) =>
        `  ${rule}: ${examined} entries in scope, ${matched} matches${at === null ? "" : ` (last ${at})`}, ${groups} groups now`,
    ),
    ...cannotFireWords(report),
    ...warmingWords(report.daemon?.says?.["warming_up"]),
    messageWords(report),
    ...storeWords(report),
  ];
  return `${lines.join("\n")}\n`;
}

function daemonWords({ daemon }: StatusReport): string {
  if (daemon === null) return "no daemon runs on this data";
  const held = daemon.says?.["held_by"];
  const waits = typeof held === "string" ? `, waits for ${held}` : "";
  return `daemon ${daemon.pid} at ${daemon.address}${waits}`;
}

function ledgerWords({ ledger }: StatusReport): string {
  if (ledger === null) return "nothing has been judged yet";
  const gaps = ledger.gaps === 0 ? "without a gap" : `with ${ledger.gaps} gaps`;
  return `judged from ${ledger.from} to ${ledger.to} ${gaps}, ${ledger.late} late entries`;
}

function lagWords({ daemon }: StatusReport): readonly string[] {
  const says = daemon?.says ?? {};
  const lag = says["lag_seconds"];
  if (typeof lag !== "number") return [];
  const behind = textsOf(says["sources_behind"]);
  const idle = textsOf(says["idle_sources"]);
  const parts = [
    `${formatDuration(Math.max(0, Math.round(lag)) * 1000)} behind the clock`,
    `${Number(says["backlog_entries"] ?? 0)} entries wait`,
    ...(behind.length > 0 ? [`still reading ${behind.join(", ")}`] : []),
    ...textsOf(says["files_left_out"]),
    ...(idle.length > 0 ? [`not waited for: ${idle.join(", ")}`] : []),
  ];
  return [parts.join(", ")];
}

function sourceWords({ sources, unparsable }: StatusReport): readonly string[] {
  return [
    ...sources.map(
      ({ source, entries, unparsable: bad, pruned, newest }) =>
        `  ${source}: ${entries} entries, ${bad} unparsable${pruned > 0 ? `, ${pruned} deleted` : ""}, newest ${newest ?? "none"}`,
    ),
    ...unparsable
      .filter(({ lines }) => lines > 0)
      .map(({ source, format, reason, lines }) => `  ${source}: ${lines} × ${format}: ${reason}`),
  ];
}

function redactionWords({ redactions }: StatusReport): readonly string[] {
  if (redactions.length === 0) return [];
  const kinds = redactions.map(({ kind, redacted }) => `${redacted} × ${kind}`);
  return [`redacted in stored lines: ${kinds.join(", ")}`];
}

/** Only where a rule leaves duplicates out, and some came. */
function duplicateWords({ daemon }: StatusReport): readonly string[] {
  const since = recordOf(daemon?.says?.["since_start"]);
  const [marked, missed] = [since["entries_duplicate"], since["duplicates_unremembered"]];
  if (typeof marked !== "number" || typeof missed !== "number" || marked + missed === 0) return [];
  const bound = missed === 0 ? "" : `, ${missed} more entries than could be remembered`;
  return [`duplicates marked since start: ${marked}${bound}`];
}

/** One line a source: of what it has no place for, rules hear nothing from it. */
function cannotFireWords({ cannot_fire: found }: StatusReport): readonly string[] {
  const bySource = new Map<string, string[]>();
  for (const { rule, source, why } of found) {
    bySource.set(source, [...(bySource.get(source) ?? []), `${rule} (${why})`]);
  }
  return [...bySource].map(([source, rules]) => `  cannot fire in ${source}: ${rules.join(", ")}`);
}

function messageWords({ deliveries }: StatusReport): string {
  const { queued, accepted, dead } = deliveries;
  return `messages: ${accepted} delivered, ${queued} waiting, ${dead} given up`;
}

function storeWords({ store, daemon }: StatusReport): readonly string[] {
  const retention = recordOf(daemon?.says?.["retention"]);
  const until = textOf(retention, "deleted_until");
  const heldBy = textOf(retention, "held_by");
  const sizes = [
    `entries.db ${formatByteSize(store.entries.fileBytes)} (WAL ${formatByteSize(store.entries.walBytes)})`,
    `state.db ${formatByteSize(store.state.fileBytes)} (WAL ${formatByteSize(store.state.walBytes)})`,
    `${formatByteSize(store.diskFreeBytes)} of ${formatByteSize(store.diskBytes)} free`,
  ];
  return [
    `store: ${sizes.join(", ")}`,
    ...(until === ""
      ? []
      : [`older than ${until} is deleted${heldBy === "" ? "" : `; more is kept because of ${heldBy}`}`]),
  ];
}
