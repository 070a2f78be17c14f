import Table from "cli-table3";
import type { Command } from "commander";
import type { Incident } from "../model/incident.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { renderTicket } from "../render/ticket.ts";
import { ticketJson } from "../render/ticket-json.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { addIncidentActions } from "./incident-actions.ts";
import { incidentNumber } from "./incident-number.ts";
import { refuseUnknownName } from "./no-such-command.ts";
import { recordedView } from "./recorded-view.ts";
import { readingStores } from "./stores.ts";
import { instantText, printable } from "./terminal-text.ts";

interface ListOptions extends ConfiguredOptions {
  readonly json?: boolean;
  readonly limit: string;
}

/** `tocsin incidents list`, `tocsin incidents show INC-42`, and what a person does with one. */
export function addIncidents(program: Command): void {
  const incidents = program
    .command("incidents")
    .description("list, show, acknowledge, assign, note on, resolve incidents");
  withConfiguration(refuseUnknownName(incidents.command("list", { isDefault: true })))
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
        process.stdout.write(options.json === true ? json(list) : table(list));
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
        const { ticket } = renderTicket(recordedView(number, stores, config), templates);
        const json = `${JSON.stringify(ticket.json, undefined, 2)}\n`;
        process.stdout.write(options.json === true ? json : ticket.markdown);
      });
    });
  addIncidentActions(incidents);
}

/** Each as it stands in the ticket's JSON, so that names and instants are the same in both. */
function json(incidents: readonly Incident[]): string {
  const plain = incidents.map((one) => ticketJson(one, undefined, [])["incident"]);
  return `${JSON.stringify(plain, undefined, 2)}\n`;
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
      instantText(one.openedAt),
      one.resolvedAt === undefined ? "" : instantText(one.resolvedAt),
      one.alerts.length,
      printable(one.title),
    ]);
  }
  return `${rows.toString()}\n`;
}
