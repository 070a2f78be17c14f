import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import Table from "cli-table3";
import pc from "picocolors";
import type { Config } from "../config/config.ts";
import { dataArgument } from "../daemon/shown-command.ts";
import type { Incident } from "../model/incident.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { buildView } from "../render/build-view.ts";
import { loadTemplates, type Templates } from "../render/load-templates.ts";
import { renderTicket } from "../render/ticket.ts";
import type { ReadStores } from "../store/open-stores.ts";
import type { Mailbox } from "./mailbox.ts";
import { slackAsText } from "./slack-as-text.ts";
import type { ChannelMessage, SlackServer } from "./slack-server.ts";

export interface Story {
  readonly stores: ReadStores;
  readonly config: Config;
  readonly folder: string;
  readonly slack: SlackServer;
  readonly mailbox: Mailbox;
  readonly seconds: number;
}

/** What happened: the incidents, one Slack thread and one mail as their readers see them, and the files. */
export async function tellWhatHappened(story: Story): Promise<void> {
  const { stores, config, slack, mailbox } = story;
  const incidents = [...stores.state.incidents(100)].reverse();
  const { templates } = loadTemplates(await readTemplateFiles(config.templates));
  const tickets = await writeTickets(incidents, templates, story);
  heading("Incidents");
  print(incidentTable(incidents));
  const worst = incidents.find((one) => one.severity === "critical" && one.alerts.length > 1) ?? incidents[0];
  if (worst !== undefined) {
    heading(`INC-${worst.number} as Slack shows it`);
    print(thread(slack.messages(), worst));
    heading(`INC-${worst.number} as it came by mail`);
    print(mail(mailbox, worst));
  }
  heading("Where to look");
  print(whereToLook(story, tickets));
}

async function writeTickets(
  incidents: readonly Incident[],
  templates: Templates,
  { stores, folder, config }: Story,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const incident of incidents) {
    const view = buildView(incident, stores.state.facts(incident.number), {
      reason: incident.state === "resolved" ? "resolved" : "opened",
      now: incident.resolvedAt ?? incident.openedAt,
      timeline: stores.state.events(incident.number),
      dataArgument: dataArgument(config.data),
    });
    const file = join(folder, `INC-${incident.number}.md`);
    await writeFile(file, renderTicket(view, templates).ticket.markdown);
    files.push(file);
  }
  return files;
}

function incidentTable(incidents: readonly Incident[]): string {
  const table = new Table({
    head: ["incident", "severity", "opened", "resolved", "rules that fired", "title"],
    colWidths: [10, 10, 10, 10, 28, 46],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const one of incidents) {
    const rules = [...new Set(one.alerts.map((alert) => alert.rule))].join(", ");
    const resolved = one.resolvedAt === undefined ? "" : timeOf(one.resolvedAt);
    table.push([`INC-${one.number}`, one.severity, timeOf(one.openedAt), resolved, rules, one.title]);
  }
  return table.toString();
}

/** The root as it was posted, what came into its thread, and how it reads now that it was edited. */
function thread(messages: readonly ChannelMessage[], incident: Incident): string {
  const root = messages.find(
    (one) => one.threadTs === undefined && one.text.includes(`INC-${incident.number}`),
  );
  if (root === undefined) return "(Slack received nothing about it)";
  const replies = messages.filter((one) => one.threadTs === root.ts);
  const parts = [slackAsText(root.posted), ...replies.map((reply) => `↳ ${slackAsText(reply.blocks)}`)];
  if (root.edits > 0) {
    parts.push(
      pc.dim(`The first message was edited in place and now begins:`),
      slackAsText(root.blocks.slice(0, 2)),
    );
  }
  return parts.join("\n\n");
}

function mail(mailbox: Mailbox, incident: Incident): string {
  const first = mailbox.received().find((one) => one.subject.startsWith(`[INC-${incident.number}]`));
  if (first === undefined) return "(no mail about it came)";
  const head = [`From: ${first.from}`, `To: ${first.to}`, `Subject: ${first.subject}`];
  head.push(`Attached: ${first.attachments.join(", ")}`);
  return `${head.join("\n")}\n\n${first.text.trimEnd()}`;
}

function whereToLook({ folder, slack, mailbox, stores, seconds }: Story, tickets: readonly string[]): string {
  const { accepted, queued, dead } = stores.state.deliveryCounts();
  const names = (files: readonly string[]): string => files.map((file) => relative(folder, file)).join(" ");
  return [
    `${folder}`,
    `  log played   edge.ndjson`,
    `  data         data/ (try: npx tocsin incidents list --data ${join(folder, "data")})`,
    `  mails        ${names(mailbox.received().map((one) => one.file))}`,
    `  Slack        ${names(slack.messages().map((one) => one.file))}`,
    `  tickets      ${names(tickets)}`,
    "",
    `${accepted} messages delivered, ${queued} waiting, ${dead} given up; ${seconds.toFixed(0)} s in all.`,
  ].join("\n");
}

function heading(text: string): void {
  print(`\n${pc.bold(`── ${text} ${"─".repeat(Math.max(0, 76 - text.length))}`)}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
