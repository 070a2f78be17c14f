import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../config/config.ts";
import { rulePlace } from "../daemon/rule-place.ts";
import { lookbackMs } from "../detect/lookback.ts";
import type { FormatName } from "../formats/format.ts";
import type { Group } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import { createExplainer, type Explanation } from "../study/explain.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { incidentPathJson, incidentPathText, readIncidentPath } from "./explain-incident.ts";
import { explainJson } from "./explain-json.ts";
import { explainText } from "./explain-report.ts";
import { incidentNumber } from "./incident-number.ts";
import { formatOption } from "./input.ts";
import { type Past, withPast } from "./past.ts";
import { namedRules, rulesIn } from "./rule-set.ts";
import { readingStores } from "./stores.ts";
import { type InstantArgument, instantArgument } from "./time-range.ts";

interface ExplainOptions extends ConfiguredOptions {
  readonly rules?: string;
  readonly group: Readonly<Record<string, string>>;
  readonly since?: InstantArgument;
  readonly until?: InstantArgument;
  readonly at?: InstantArgument;
  readonly format: FormatName | "auto";
  readonly json?: boolean;
}

const minuteMs = 60_000;
/** Of the store, where --since says nothing. */
const defaultSince = instantArgument("1d");
/** What --at shows before it: as much as the rule looks back, within reason. */
const leastShownMs = 5 * minuteMs;
const mostShownMs = 60 * minuteMs;

/** `tocsin explain RULE`: the signal and its margin over time, what reset it, why it fired or did not. */
export function addExplain(program: Command): void {
  withConfiguration(program.command("explain"))
    .description(
      "why a rule fired, or did not: its value against the bound over time, what reset it, over the store or log files",
    )
    .argument("<what>", "the id of a rule, or an incident: INC-42")
    .argument("[file...]", "log files, plain or gzip (default: the store)")
    .option("--rules <path>", "directory or file of rules (default: as configured)")
    .option("--group <name=value>", "only groups with this value; may be given again", groupArgument, {})
    .option("--since <time>", "from here on: 90m, or an instant (default: 1d; of files all)", instantArgument)
    .option(
      "--until <time>",
      "up to here, this instant included (default: the newest entry)",
      instantArgument,
    )
    .option("--at <time>", "how it stood at this instant", instantArgument)
    .option("--format <name>", "format of the files", formatOption, "auto")
    .option("--json", "as JSON")
    .action(async (id: string, paths: readonly string[], options: ExplainOptions) => {
      const config = configuration(options);
      const rules = rulesIn(options.rules === undefined ? config.rules : [options.rules]);
      if (/^INC-\d+$/.test(id)) {
        await explainIncident(id, rules, config, options.json === true);
        return;
      }
      const [rule] = namedRules(rules, [id]);
      if (rule === undefined) return;
      const wanted = wantedGroups(rule, options.group);
      await withPast(paths, options, config, (past) => {
        const range = rangeOf(past, rule, paths.length > 0, options);
        const explanation = run(past, rule, range, paths.length > 0, wanted);
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify(explainJson(rule, explanation), undefined, 2)}\n`
            : explainText({
                rule,
                place: `${rulePlace(rule.file, process.cwd())}:${rule.line}`,
                over: past.name,
                explanation,
                atInstant: options.at !== undefined,
              }),
        );
      });
    });
}

async function explainIncident(
  id: string,
  rules: readonly Rule[],
  config: Config,
  json: boolean,
): Promise<void> {
  await readingStores(config, (stores) => {
    const path = readIncidentPath(incidentNumber(id), stores, rules, config);
    process.stdout.write(
      json ? `${JSON.stringify(incidentPathJson(path), undefined, 2)}\n` : incidentPathText(path),
    );
  });
}

function groupArgument(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("a group is given as name=value, such as service=athens");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Values as the rule's fields have them: 502 may be a number or a text, (none) is an absent one. */
function wantedGroups(rule: Rule, given: Readonly<Record<string, string>>): readonly Group[] {
  let groups: readonly Group[] = [{}];
  for (const [name, text] of Object.entries(given)) {
    if (!rule.groupBy.includes(name)) {
      const hint =
        rule.groupBy.length === 0 ? "it has one group for all" : `it groups by ${rule.groupBy.join(", ")}`;
      throw new CliError(`\`${rule.id}\` does not group by \`${name}\``, exitCodes.usage, hint);
    }
    const readings = readingsOf(text);
    groups = groups.flatMap((group) => readings.map((value) => ({ ...group, [name]: value })));
  }
  return groups;
}

function readingsOf(text: string): readonly Group[string][] {
  if (text === "(none)") return [null];
  if (text === "true" || text === "false") return [text, text === "true"];
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? [text, number] : [text];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangeOf(past: Past, rule: Rule, isFiles: boolean, { since, until, at }: ExplainOptions): Range {
  if (at !== undefined) {
    const to = at(past.now);
    return { from: to - Math.min(mostShownMs, Math.max(leastShownMs, lookbackMs(rule))) - 1, to };
  }
  const to = until?.(past.now) ?? past.extent.to;
  const first = since === undefined && isFiles ? past.extent.from : (since ?? defaultSince)(past.now);
  if (first > to) {
    const hint = `${past.name} ends at ${new Date(past.extent.to).toISOString()}; --since says where to begin`;
    throw new CliError("there is no entry in that time", exitCodes.usage, hint);
  }
  return { from: first - 1, to };
}

function run(
  past: Past,
  rule: Rule,
  { from, to }: Range,
  isFiles: boolean,
  wanted: readonly Group[],
): Explanation {
  const explainer = createExplainer({
    rule,
    from,
    to,
    wanted,
    ...(isFiles ? {} : { oldest: past.extent.from }),
  });
  for (const { entry } of past.entries({ from: from - lookbackMs(rule) - 1, to })) explainer.enter(entry);
  return explainer.finish();
}
