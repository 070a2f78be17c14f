import { randomUUID } from "node:crypto";
import Table from "cli-table3";
import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { isActive, silences } from "../incidents/silencing.ts";
import { formatDuration, parseDuration } from "../model/duration.ts";
import { formatInstant } from "../model/instant.ts";
import { matcherText } from "../model/matcher.ts";
import { maxSilenceMs, type Silence } from "../model/silence.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { requireData, whoami, withDesk } from "./desk.ts";
import { matcherArguments } from "./label-arguments.ts";
import { refuseUnknownName } from "./no-such-command.ts";
import { readingStores } from "./stores.ts";
import { instantText, printable } from "./terminal-text.ts";

interface AddOptions extends ConfiguredOptions {
  readonly for: string;
  readonly comment: string;
  readonly by?: string;
}

interface ListOptions extends ConfiguredOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `tocsin silence add|list|expire`: nobody is told of alerts that match, for a time; the record goes on. */
export function addSilence(program: Command): void {
  const silence = program.command("silence").description("for a time, tell nobody of alerts that match");
  withConfiguration(silence.command("add"))
    .description("silence alerts whose labels match all of these; what happens is still recorded")
    .argument("<matcher...>", "such as alertname=sustained-502 service=~'edge|athens'")
    .requiredOption("--for <duration>", "how long, such as 2h; at most 30d")
    .requiredOption("--comment <text>", "why: whoever is not told will want to know")
    .option("--by <name>", "who (default: the user of the system)")
    .action((texts: readonly string[], options: AddOptions) => add(texts, options));
  withConfiguration(refuseUnknownName(silence.command("list", { isDefault: true })))
    .description("silences that have not ended yet")
    .option("--all", "those that ended, too")
    .option("--json", "as a JSON array")
    .action((options: ListOptions) => list(options));
  withConfiguration(silence.command("expire"))
    .description("end a silence now; what it held back is told")
    .argument("<id>", "its id, or the first characters of it")
    .option("--by <name>", "who (default: the user of the system)")
    .action((id: string, options: ConfiguredOptions & { readonly by?: string }) => expire(id, options));
}

async function add(texts: readonly string[], options: AddOptions): Promise<void> {
  const matchers = matcherArguments(texts);
  const length = parseDuration(options.for);
  if (length === undefined || length <= 0 || length > maxSilenceMs) {
    const hint = `a time such as 2h, at most ${formatDuration(maxSilenceMs)}: every silence ends`;
    throw new CliError(`\`${options.for}\` is no time for a silence`, exitCodes.usage, hint);
  }
  const comment = options.comment.trim();
  if (comment === "") throw new CliError("the comment is empty", exitCodes.usage, "say why");
  const config = configuration(options);
  const now = Date.now();
  const made: Silence = {
    id: randomUUID(),
    matchers,
    startsAt: now,
    endsAt: now + length,
    createdBy: whoami(options.by),
    comment,
    createdAt: now,
  };
  await withDesk(config, (desk) => desk.saveSilence(made));
  const matched = await matchedNow(config, made);
  process.stdout.write(
    `silenced until ${formatInstant(made.endsAt)}: ${matchersText(made)}\n${matched}\nend it early with: tocsin silence expire ${shortId(made)}\n`,
  );
}

/** What the silence does at this moment: one that matches nothing was probably meant otherwise. */
async function matchedNow(config: Config, silence: Silence): Promise<string> {
  return readingStores(config, ({ state }) => {
    const found = state.openIncidents().flatMap((incident) => {
      const alerts = incident.alerts.filter((alert) => alert.state === "firing");
      const silent = alerts.filter((alert) => silences(silence, alert));
      return silent.length === 0
        ? []
        : [`INC-${incident.number} (${silent.length} of ${alerts.length} alerts)`];
    });
    return found.length === 0 ? "no alert that fires now matches it" : `it silences ${found.join(", ")}`;
  });
}

async function list(options: ListOptions): Promise<void> {
  const now = Date.now();
  await readingStores(configuration(options), ({ state }) => {
    const all = state.silences();
    const shown = options.all === true ? all : all.filter((silence) => silence.endsAt > now);
    process.stdout.write(
      options.json === true ? `${JSON.stringify(shown.map(json), undefined, 2)}\n` : table(shown, now),
    );
  });
}

async function expire(start: string, options: ConfiguredOptions & { readonly by?: string }): Promise<void> {
  const config = configuration(options);
  requireData(config);
  const now = Date.now();
  const found = await readingStores(config, ({ state }) =>
    state.silences().filter((silence) => silence.id.startsWith(start) && silence.endsAt > now),
  );
  const [silence, second] = found;
  const hint = "`tocsin silence list` shows what there is";
  if (silence === undefined) {
    throw new CliError(`there is no silence \`${start}\` that is still to end`, exitCodes.problems, hint);
  }
  if (second !== undefined) {
    throw new CliError(`several silences start with \`${start}\``, exitCodes.usage, hint);
  }
  const ended = await withDesk(config, (desk) => desk.expireSilence(silence.id, whoami(options.by)));
  if (!ended) throw new CliError(`the silence \`${silence.id}\` has ended already`, exitCodes.problems);
  process.stdout.write(`ended: ${matchersText(silence)} (${printable(silence.comment)})\n`);
}

function table(list: readonly Silence[], now: number): string {
  if (list.length === 0) return "no silences\n";
  const rows = new Table({
    head: ["silence", "state", "ends (UTC)", "by", "matchers", "comment"],
    // Without these, colour codes would go into pipes too.
    style: { head: [], border: [] },
  });
  for (const silence of list) {
    rows.push([
      shortId(silence),
      stateOf(silence, now),
      instantText(silence.endsAt),
      printable(silence.createdBy),
      matchersText(silence),
      printable(silence.comment),
    ]);
  }
  return `${rows.toString()}\n`;
}

function json({ matchers, startsAt, endsAt, createdBy, createdAt, endedBy, ...rest }: Silence): object {
  return {
    id: rest.id,
    matchers: matchers.map(matcherText),
    starts_at: formatInstant(startsAt),
    ends_at: formatInstant(endsAt),
    created_by: createdBy,
    comment: rest.comment,
    created_at: formatInstant(createdAt),
    ...(endedBy === undefined ? {} : { ended_by: endedBy }),
  };
}

function stateOf(silence: Silence, now: number): string {
  if (isActive(silence, now)) return "active";
  return silence.endsAt <= now ? "ended" : "not begun";
}

function matchersText({ matchers }: Silence): string {
  return printable(matchers.map(matcherText).join(" "));
}

/** Enough to name it by. */
function shortId({ id }: Silence): string {
  return id.slice(0, 8);
}
