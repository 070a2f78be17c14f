import type { Command } from "commander";
import { entryToJson } from "../model/entry-json.ts";
import { plural } from "../model/words.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { wrongValueField } from "../rules/check-value-field.ts";
import type { SearchFilter } from "../store/entry-search.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { createTally, type Tally } from "../study/tally.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { expressionArgument } from "./expression-argument.ts";
import { type LineOutput, lineOutput } from "./line-output.ts";
import { readingStores } from "./stores.ts";
import { printable } from "./terminal-text.ts";
import { countArgument, type InstantArgument, instantArgument } from "./time-range.ts";

interface QueryOptions extends ConfiguredOptions {
  readonly since?: InstantArgument;
  readonly until?: InstantArgument;
  readonly by?: readonly string[];
  readonly count?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** Entries, or rows of counts, that are shown unless --limit says otherwise. */
const defaultLimit = 1000;

/** Lines between two waits for whoever reads them. */
const linesPerDrain = 1000;

/** `tocsin query EXPR`: entries of the store, or how many there are, as jq, sort and uniq -c would. */
export function addQuery(program: Command): void {
  withConfiguration(program.command("query"))
    .description("entries of the store for which an expression is true, or counts of them")
    .argument("<expr>", "as in rules: 'status >= 500 && service == \"athens\"'")
    .option(
      "--since <time>",
      "from here on: 90m, 7d, or an instant (default: the oldest entry)",
      instantArgument,
    )
    .option(
      "--until <time>",
      "up to here, this instant included (default: the newest entry)",
      instantArgument,
    )
    .option(
      "--by <fields>",
      "count by the values of these fields: status,service or attributes.x",
      fieldsArgument,
    )
    .option("--count", "only how many")
    .option("--limit <n>", "entries or rows shown at most", countArgument, defaultLimit)
    .option("--json", "entries as tocsin parse prints them, or counts, as JSON lines")
    .action(async (source: string, options: QueryOptions) => {
      const { expression, checked } = expressionArgument(source);
      let failed = 0;
      const where: SearchFilter = { checked, test: expression.test, onFailure: () => failed++ };
      const output = lineOutput();
      await readingStores(configuration(options), async (stores) => {
        const found = stores.search.find(range(stores, options, where));
        if (options.count === true || options.by !== undefined) printCounts(found, options, output);
        else await printEntries(found, options, output);
      });
      await output.drain();
      if (failed > 0) note(`for ${plural(failed, "entry", "entries")} the expression could not be evaluated`);
    });
}

function fieldsArgument(text: string): readonly string[] {
  const fields = text.split(",").map((field) => field.trim());
  for (const field of fields) {
    const finding = wrongValueField(field, "cannot be counted by");
    if (finding !== undefined) throw new CliError(finding.message, exitCodes.usage, finding.hint);
  }
  return fields;
}

function range({ log, search }: ReadStores, { since, until }: QueryOptions, where: SearchFilter) {
  const now = Date.now();
  const extent = log.extent() ?? { from: 0, to: 0 };
  return {
    from: (since?.(now) ?? extent.from) - 1,
    to: until?.(now) ?? extent.to,
    maxSequence: search.maxSequence(),
    where,
  };
}

async function printEntries(
  found: Iterable<StoredEntry>,
  { limit, json }: QueryOptions,
  output: LineOutput,
): Promise<void> {
  let shown = 0;
  for (const stored of found) {
    if (shown === limit) {
      note(`stopped at ${limit} by --limit, and there are more; --count says how many`);
      return;
    }
    output.write(json === true ? JSON.stringify(entryToJson(stored.entry)) : rawLine(stored.raw));
    shown++;
    if (shown % linesPerDrain === 0) await output.drain();
  }
}

/** As it was stored; on a terminal nothing in it may steer that. */
function rawLine(raw: string): string {
  return process.stdout.isTTY === true ? printable(raw) : raw;
}

function printCounts(found: Iterable<StoredEntry>, options: QueryOptions, output: LineOutput): void {
  const fields = options.by ?? [];
  const tally = createTally(fields);
  for (const { entry } of found) tally.add(entry);
  if (fields.length === 0) {
    output.write(options.json === true ? JSON.stringify({ count: tally.total() }) : String(tally.total()));
    return;
  }
  const rows = tally.rows();
  const width = String(rows[0]?.count ?? 0).length;
  for (const { count, values } of rows.slice(0, options.limit)) {
    if (options.json === true) {
      output.write(
        JSON.stringify({ count, values: Object.fromEntries(fields.map((f, i) => [f, values[i]])) }),
      );
    } else {
      const words = values.map((value) => (value === null ? "(none)" : printable(String(value))));
      output.write(`${String(count).padStart(width)} ${words.join("\t")}`);
    }
  }
  tellRest(tally, rows.length, options.limit);
}

function tellRest(tally: Tally, rows: number, limit: number): void {
  if (rows > limit) note(`these are ${limit} of ${plural(rows, "row")}; --limit shows more`);
  if (tally.others() > 0) {
    note(`${plural(tally.others(), "entry", "entries")} had further values, which were not counted apart`);
  }
}

function note(text: string): void {
  process.stderr.write(`tocsin: ${text}\n`);
}
