import type { Command } from "commander";
import type { Config, ReceiverConfig } from "../config/config.ts";
import { audienceOf, pathsTo } from "../incidents/audience.ts";
import { mutedWords } from "../incidents/muting.ts";
import { isActive, silencedWords, silences } from "../incidents/silencing.ts";
import type { Alert } from "../model/alert.ts";
import { formatDuration } from "../model/duration.ts";
import { matcherText } from "../model/matcher.ts";
import type { RoutePath } from "../model/route.ts";
import { SEVERITIES } from "../model/rule.ts";
import type { Silence } from "../model/silence.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { incidentNumber } from "./incident-number.ts";
import { labelArguments } from "./label-arguments.ts";
import { readingStores } from "./stores.ts";
import { printable } from "./terminal-text.ts";

interface RouteOptions extends ConfiguredOptions {
  readonly incident?: string;
  readonly json?: boolean;
}

type Routed = Pick<Alert, "labels" | "group" | "severity">;

/** `tocsin route severity=critical service=athens`: who is told, and by which way through the tree. */
export function addRoute(program: Command): void {
  withConfiguration(program.command("route"))
    .description("which receivers an alert with these labels reaches, and why")
    .argument("[label...]", "such as alertname=sustained-502 severity=critical service=athens")
    .option("--incident <number>", "for the alerts of an incident, INC-42 or 42")
    .option("--json", "as JSON")
    .action(async (texts: readonly string[], options: RouteOptions) => {
      const config = configuration(options);
      const { alerts, silences: known } = await wanted(texts, options, config);
      const reports = alerts.map((alert) => reportOf(alert, config, known));
      process.stdout.write(
        options.json === true ? `${JSON.stringify(reports, undefined, 2)}\n` : reports.map(words).join("\n"),
      );
    });
}

interface Wanted {
  readonly alerts: readonly Routed[];
  readonly silences: readonly Silence[];
}

async function wanted(texts: readonly string[], options: RouteOptions, config: Config): Promise<Wanted> {
  if (options.incident === undefined) return { alerts: [labelled(texts)], silences: [] };
  const number = incidentNumber(options.incident);
  return readingStores(config, ({ state }) => {
    const incident = state.incident(number);
    if (incident === undefined) {
      const hint = "`tocsin incidents list` shows what there is";
      throw new CliError(`there is no INC-${number}`, exitCodes.problems, hint);
    }
    const now = Date.now();
    return { alerts: incident.alerts, silences: state.silences().filter((one) => isActive(one, now)) };
  });
}

/** An alert that somebody makes up; without a severity it is a warning, as a rule's would be. */
function labelled(texts: readonly string[]): Routed {
  const given = labelArguments(texts);
  const severity = SEVERITIES.find((one) => one === given["severity"]) ?? "warning";
  return { labels: { severity, ...given }, group: {}, severity };
}

interface Report {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly {
    readonly receiver: string;
    readonly channels: readonly string[];
    readonly group_wait: string;
    readonly group_interval: string;
    readonly repeat_interval: string;
    /** Why it is not told now, by any of its routes; absent where it is. */
    readonly muted?: string;
    /** From the root down: each route by its place and its matchers. */
    readonly paths: readonly (readonly string[])[];
  }[];
  /** Why nobody is told; absent where somebody is. */
  readonly nobody?: string;
  readonly silenced?: string;
}

function reportOf(alert: Routed, config: Config, known: readonly Silence[]): Report {
  const routing = { route: config.route, info: config.info };
  const paths = pathsTo(alert, routing);
  const audience = audienceOf(paths.flatMap((path) => path.at(-1)?.route ?? []));
  const silence = known.find((one) => silences(one, alert));
  return {
    labels: alert.labels,
    receivers: [...audience].map(([receiver, timings]) => ({
      receiver,
      channels: channelsOf(config.receivers.find((one) => one.name === receiver)),
      group_wait: formatDuration(timings.groupWaitMs),
      group_interval: formatDuration(timings.groupIntervalMs),
      repeat_interval: formatDuration(timings.repeatIntervalMs),
      ...mutedNow(paths, receiver),
      paths: paths.filter((path) => path.at(-1)?.route.receiver === receiver).map(stepsOf),
    })),
    ...(audience.size > 0 ? {} : { nobody: whyNobody(alert, config) }),
    ...(silence === undefined ? {} : { silenced: silencedWords(silence) }),
  };
}

/** Told it is where one of its routes is not muted. */
function mutedNow(paths: readonly RoutePath[], receiver: string): { readonly muted?: string } {
  const now = Date.now();
  const reasons = paths
    .flatMap((path) => path.at(-1)?.route ?? [])
    .filter((route) => route.receiver === receiver)
    .map((route) => mutedWords(route, now));
  const [first] = reasons;
  return first === undefined || reasons.includes(undefined) ? {} : { muted: first };
}

function whyNobody(alert: Routed, config: Config): string {
  if (config.route === undefined) return "no receiver is configured";
  const [path] = pathsTo(alert, { route: config.route, info: "tell" });
  const receiver = path?.at(-1)?.route.receiver ?? "nobody";
  return `severity info is recorded, and told only where a route asks for it (a route that matches severity="info", or \`info: tell\`, would tell ${receiver})`;
}

/** slack #ops, email a@b.example, webhook; the address of a webhook may be a secret. */
function channelsOf(receiver: ReceiverConfig | undefined): readonly string[] {
  if (receiver === undefined) return [];
  return [
    ...receiver.slackConfigs.map((slack) => `slack ${slack.channel}`),
    ...receiver.emailConfigs.map((email) => `email ${email.to.join(", ")}`),
    ...receiver.webhookConfigs.map(() => "webhook"),
  ];
}

function stepsOf(path: RoutePath): readonly string[] {
  let place = "route";
  return path.map(({ route, place: at }, depth) => {
    if (depth > 0) place += `.routes[${at}]`;
    const matchers = route.matchers.map(matcherText).join(", ") || "everything";
    return `${place} takes ${matchers}${route.continue ? ", and lets others have it too" : ""}`;
  });
}

function words({ labels, receivers, nobody, silenced }: Report): string {
  const lines = [
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
  ];
  if (silenced !== undefined) lines.push(`  ${silenced}`);
  if (nobody !== undefined) lines.push(`  nobody is told: ${nobody}`);
  for (const one of receivers) {
    const channels = one.channels.length === 0 ? "no channel, so nobody is told" : one.channels.join("; ");
    lines.push(`  ${one.receiver} (${channels})`);
    if (one.muted !== undefined) lines.push(`    not now: ${one.muted}`);
    for (const path of one.paths) for (const step of path) lines.push(`    ${step}`);
    lines.push(
      `    first message ${one.group_wait === "0s" ? "at once" : `after ${one.group_wait}`}, more alerts after ${one.group_interval}, reminder after ${one.repeat_interval}`,
    );
  }
  return `${lines.map(printable).join("\n")}\n`;
}
