import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { tokenThatMay } from "../config/read-http.ts";
import { formatInstant } from "../model/instant.ts";
import { type Daemon, readDaemon } from "../store/data-directory.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { reloadTroubles, warmingWords } from "./reload-words.ts";
import { readingStores } from "./stores.ts";

interface StatusOptions extends ConfiguredOptions {
  readonly json?: boolean;
}

/** `tocsin status`: whether a daemon runs, how far it has judged, what it stored, what waits; exits 1 on trouble. */
export function addStatus(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("status"))
    .description("how far log time has been judged, what was stored, what waits to be delivered")
    .option("--json", "as JSON")
    .action(async (options: StatusOptions) => {
      const config = configuration(options);
      await readingStores(config, async (stores) => {
        const report = collect(stores, await askDaemon(config));
        process.stdout.write(
          options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : words(report),
        );
        if (troubles(report).length > 0) endWith(exitCodes.problems);
      });
    });
}

type Report = ReturnType<typeof collect>;

export interface DaemonAnswer {
  readonly daemon: Daemon | undefined;
  /** What it says of itself; absent where it does not answer. */
  readonly says: Record<string, unknown> | undefined;
}

export async function askDaemon(config: Config): Promise<DaemonAnswer> {
  const daemon = readDaemon(config.data);
  if (daemon === undefined) return { daemon, says: undefined };
  const token = tokenThatMay(config.http, "read");
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(new URL("/api/v1/status", daemon.address), {
      headers,
      signal: AbortSignal.timeout(3000),
    });
    return { daemon, says: response.ok ? ((await response.json()) as Record<string, unknown>) : undefined };
  } catch {
    return { daemon, says: undefined };
  }
}

function collect(stores: ReadStores, { daemon, says }: DaemonAnswer) {
  const ledger = stores.state.ledger();
  return {
    daemon: daemon === undefined ? null : { ...daemon, answers: says !== undefined, says: says ?? null },
    ledger:
      ledger === undefined
        ? null
        : { ...ledger, from: formatInstant(ledger.from), to: formatInstant(ledger.to) },
    sources: stores.log.counts().map(({ newest, ...count }) => ({
      ...count,
      newest: newest === undefined ? null : formatInstant(newest),
    })),
    unparsable: stores.unparsable(),
    redactions: stores.redactions(),
    rules: stores.state.ruleCounts(),
    deliveries: stores.state.deliveryCounts(),
  };
}

/** What a person should look at. */
function troubles(report: Report): readonly string[] {
  const found: string[] = [];
  if (report.daemon !== null && !report.daemon.answers) found.push("the daemon does not answer");
  if ((report.ledger?.gaps ?? 0) > 0)
    found.push(`${report.ledger?.gaps} stretches of log time were not judged`);
  if (report.deliveries.dead > 0) found.push(`${report.deliveries.dead} messages could not be delivered`);
  const failing = report.rules.filter((rule) => rule.failed > 0).map((rule) => rule.rule);
  found.push(...reloadTroubles(report.daemon?.says?.["last_reload"]));
  if (failing.length > 0) found.push(`expressions failed on some entries in ${failing.join(", ")}`);
  return found;
}

function words(report: Report): string {
  const lines = [daemonWords(report), ledgerWords(report), ""];
  lines.push("sources");
  for (const { source, entries, unparsable, newest } of report.sources) {
    lines.push(`  ${source}: ${entries} entries, ${unparsable} unparsable, newest ${newest ?? "none"}`);
  }
  for (const { source, format, reason, lines: count } of report.unparsable) {
    lines.push(`  ${source}: ${count} × ${format}: ${reason}`);
  }
  if (report.redactions.length > 0) {
    const kinds = report.redactions.map(({ kind, redacted }) => `${redacted} × ${kind}`);
    lines.push(`redacted in stored lines: ${kinds.join(", ")}`);
  }
  lines.push("rules");
  for (const { rule, examined, matched, groups } of report.rules) {
    lines.push(`  ${rule}: ${examined} entries in scope, ${matched} matches, ${groups} groups now`);
  }
  lines.push(...warmingWords(report.daemon?.says?.["warming_up"]));
  const { queued, accepted, dead } = report.deliveries;
  lines.push(`messages: ${accepted} delivered, ${queued} waiting, ${dead} given up`);
  for (const trouble of troubles(report)) lines.push(`! ${trouble}`);
  return `${lines.join("\n")}\n`;
}

function daemonWords({ daemon }: Report): string {
  if (daemon === null) return "no daemon runs on this data";
  const held = daemon.says?.["held_by"];
  const waits = typeof held === "string" ? `, waits for ${held}` : "";
  return `daemon ${daemon.pid} at ${daemon.address}${waits}`;
}

function ledgerWords({ ledger }: Report): string {
  if (ledger === null) return "nothing has been judged yet";
  return `judged from ${ledger.from} to ${ledger.to} without a gap, ${ledger.late} late entries`.replace(
    "without a gap",
    ledger.gaps === 0 ? "without a gap" : `with ${ledger.gaps} gaps`,
  );
}
