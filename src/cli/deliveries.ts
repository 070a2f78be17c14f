import Table from "cli-table3";
import type { Command } from "commander";
import type { Delivery } from "../model/delivery.ts";
import { formatInstant } from "../model/instant.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { requireData, whoami, withDesk } from "./desk.ts";
import { refuseUnknownName } from "./no-such-command.ts";
import { readingStores } from "./stores.ts";
import { instantText, printable } from "./terminal-text.ts";

interface ListOptions extends ConfiguredOptions {
  readonly dead?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

/** `tocsin deliveries list|resend`: what was sent, what waits, and what was given up. */
export function addDeliveries(program: Command): void {
  const deliveries = program.command("deliveries").description("messages: sent, waiting, given up");
  withConfiguration(refuseUnknownName(deliveries.command("list", { isDefault: true })))
    .description("newest first")
    .option("--dead", "only those that were given up")
    .option("--limit <n>", "how many", "20")
    .option("--json", "as a JSON array")
    .action((options: ListOptions) => list(options));
  withConfiguration(deliveries.command("resend"))
    .description("send one that was given up once more; the incident's timeline says who wanted it")
    .argument("<id>", "such as INC-42/1/on-call/slack/0/post")
    .option("--by <name>", "who (default: the user of the system)")
    .action((id: string, options: ConfiguredOptions & { readonly by?: string }) => resend(id, options));
}

async function list(options: ListOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new CliError(`\`${options.limit}\` is no number of deliveries`, exitCodes.usage);
  }
  const state = options.dead === true ? { state: "dead" as const } : {};
  await readingStores(configuration(options), (stores) => {
    const found = stores.state.recentDeliveries({ limit, ...state });
    process.stdout.write(
      options.json === true ? `${JSON.stringify(found.map(json), undefined, 2)}\n` : table(found),
    );
  });
}

async function resend(id: string, options: ConfiguredOptions & { readonly by?: string }): Promise<void> {
  const config = configuration(options);
  requireData(config);
  const queued = await withDesk(config, (desk) => desk.redeliver(id, whoami(options.by)));
  if (!queued) {
    const hint = "`tocsin deliveries list --dead` shows those that were given up";
    throw new CliError(`there is no dead delivery \`${printable(id)}\``, exitCodes.problems, hint);
  }
  process.stdout.write(`queued again: ${printable(id)}\n`);
}

function table(list: readonly Delivery[]): string {
  if (list.length === 0) return "no deliveries\n";
  const rows = new Table({
    head: ["delivery", "why", "state", "ordered (UTC)", "tries", "last failure"],
    // Without these, colour codes would go into pipes too.
    style: { head: [], border: [] },
  });
  for (const one of list) {
    const failure = one.state === "accepted" ? "" : (one.lastError ?? "");
    rows.push([one.id, one.reason, one.state, instantText(one.createdAt), one.attempts, printable(failure)]);
  }
  return `${rows.toString()}\n`;
}

function json(delivery: Delivery): object {
  const { id, incident, receiver, channel, operation, reason, state, attempts } = delivery;
  const instant = (at: number | undefined): string | null => (at === undefined ? null : formatInstant(at));
  return {
    id,
    incident,
    receiver,
    channel,
    operation,
    reason,
    state,
    created_at: formatInstant(delivery.createdAt),
    due_at: formatInstant(delivery.dueAt),
    attempts,
    last_error: delivery.lastError ?? null,
    accepted_at: instant(delivery.acceptedAt),
    reference: delivery.reference ?? null,
  };
}
