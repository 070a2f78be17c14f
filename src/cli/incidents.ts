import Table from "cli-table3";
import type { Command } from "commander";
import type { Incident } from "../model/incident.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { renderTicket } from "../render/ticket.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { incidentNumber } from "./incident-number.ts";
import { recordedView } from "./recorded-view.ts";
import { readingStores } from "./stores.ts";

interface ListOptions extends ConfiguredOptions {
  readonly json?: boolean;
  readonly limit: string;
}

/** `tocsin incidents list` and `tocsin incidents show INC-42`. */
export function addIncidents(program: Command): void {
  const incidents = program.command("incidents").description("list incidents, or show one");
  withConfiguration(incidents.command("list", { isDefault: true }))
    .description("newest first")
    .option("--limit <n>", "how many", "20")
    .option("--json", "as a JSON array")
    .action(async (options: ListOptions) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1) {
        throw new CliError(`\`${options.limit}\` is no number of incidents`, exitCodes.usage);
      }
      await readingStores(configuration(options), (stores) => {
        const list = stores.state.incidents(limit);
        process.stdout.write(options.json === true ? `${JSON.stringify(list, undefined, 2)}\n` : table(list));
      });
    });
  withConfiguration(incidents.command("show"))
    .description("one incident with its evidence and timeline, as the ticket that is attached to mails")
    .argument("<incident>", "INC-42 or 42")
    .option("--json", "as JSON")
    .action(async (text: string, options: ListOptions) => {
      const number = incidentNumber(text);
      const config = configuration(options);
      const { templates } = loadTemplates(await readTemplateFiles(config.templates));
      await readingStores(config, (stores) => {
        const { ticket } = renderTicket(recordedView(number, stores), templates);
        const json = `${JSON.stringify(ticket.json, undefined, 2)}\n`;
        process.stdout.write(options.json === true ? json : ticket.markdown);
      });
    });
}

function table(incidents: readonly Incident[]): string {
  if (incidents.length === 0) return "no incidents\n";
  const rows = new Table({
    head: ["incident", "state", "severity", "opened (UTC)", "resolved (UTC)", "alerts", "title"],
    // Without these, colour codes would go into pipes too.
    style: { head: [], border: [] },
  });
  for (const one of incidents) {
    const reopened = one.reopened > 0 ? ` (reopened ${one.reopened}×)` : "";
    rows.push([
      `INC-${one.number}`,
      `${one.state}${reopened}`,
      one.severity,
      instant(one.openedAt),
      one.resolvedAt === undefined ? "" : instant(one.resolvedAt),
      one.alerts.length,
      printable(one.title),
    ]);
  }
  return `${rows.toString()}\n`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** A title holds text of the log: nothing in it may steer the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "�");
}
