import type { Delivery, NotifyReason } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import type { EmailMessage, SlackMessage } from "../model/message.ts";
import type { WebhookPayload } from "../model/webhook-payload.ts";
import type { ChartPainter } from "../notify/chart-png.ts";
import type { Composer } from "../notify/deliver-one.ts";
import type { Clock } from "../ports/clock.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import { createMessageRedactor } from "../redact/redact-message.ts";
import { buildView } from "../render/build-view.ts";
import { type MailIdentity, renderEmail } from "../render/email.ts";
import type { IncidentView } from "../render/incident-view.ts";
import type { Templates } from "../render/load-templates.ts";
import { renderSlack, type SlackShape } from "../render/slack.ts";
import { type WebhookContext, webhookPayload } from "../render/webhook-payload.ts";
import type { IncidentBrief } from "./incident-brief.ts";

export interface ComposerSettings {
  /** The incident with its facts, from the reader thread; rejects when that is in trouble or too slow. */
  readonly brief: (incident: number, now: number) => Promise<IncidentBrief | undefined>;
  /** The incident alone: trouble with the facts never holds a message back. */
  readonly incidentOnly: (incident: number) => Omit<IncidentBrief, "facts"> | undefined;
  readonly report: (trouble: string) => void;
  /** Keeps the facts with the incident. */
  readonly keepFacts: (brief: IncidentBrief, at: number) => Promise<void>;
  /** What is redacted at ingest is redacted in what is sent as well. */
  readonly redact: RedactText;
  readonly templates: Templates;
  readonly clock: Clock;
  /** Where people reach the pages; undefined: messages name the command. */
  readonly publicUrl: string | undefined;
  /** What a command in a message needs to find the data; undefined where it needs nothing. */
  readonly dataArgument: string | undefined;
  /** Short id of this installation, part of each Message-ID. */
  readonly installation: string;
  /** Domain of the sender, by lane. */
  readonly mailHost: (lane: string) => string;
  /** The chart of a mail; undefined where none can be made. */
  readonly paint: ChartPainter;
  /** What the payloads of a webhook hold, by lane. */
  readonly webhook: (lane: string) => Pick<WebhookContext, "maxAlerts" | "sendResolved">;
}

/** Messages from what an incident is at the moment of sending, so that a late one tells the newest state. */
export function createComposer(settings: ComposerSettings): Composer {
  const outgoing = createMessageRedactor(settings.redact);

  async function view(delivery: Delivery): Promise<IncidentView> {
    return (await incidentNow(delivery)).view;
  }

  async function incidentNow(
    delivery: Delivery,
  ): Promise<{ readonly incident: Incident; readonly view: IncidentView }> {
    const now = settings.clock.now();
    const facts = await briefOrTrouble(delivery.incident, now);
    const known = facts ?? settings.incidentOnly(delivery.incident);
    if (known === undefined) throw new Error(`there is no incident INC-${delivery.incident}`);
    const view = buildView(known.incident, facts?.facts, {
      reason: delivery.reason,
      now,
      timeline: known.events,
      orderedAt: delivery.createdAt,
      dataArgument: settings.dataArgument,
      ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
      ...(delivery.notice === undefined ? {} : { notices: [settings.redact(delivery.notice)] }),
    });
    return { incident: known.incident, view };
  }

  async function briefOrTrouble(incident: number, now: number): Promise<IncidentBrief | undefined> {
    try {
      const brief = await settings.brief(incident, now);
      if (brief !== undefined) await keep(brief, now);
      return brief;
    } catch (error) {
      settings.report(`facts of INC-${incident}: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** A message says what is known, also while it cannot be kept. */
  async function keep(brief: IncidentBrief, now: number): Promise<void> {
    try {
      await settings.keepFacts(brief, now);
    } catch (error) {
      settings.report(`facts of INC-${brief.incident.number} were not kept: ${messageOf(error)}`);
    }
  }

  return {
    async slack(delivery, { operation, reduced }): Promise<SlackMessage> {
      const shape: SlackShape = reduced ? "reduced" : operation === "reply" ? "reply" : "root";
      const told = await view(delivery);
      return outgoing.slack(renderSlack(told, settings.templates, shape).message, addressesOf(told));
    },
    async email(delivery, { reduced }): Promise<EmailMessage> {
      const identity: MailIdentity = {
        installation: settings.installation,
        host: settings.mailHost(delivery.lane),
        notification: notificationOf(delivery),
        news: newsOf(delivery.reason),
      };
      const shape = reduced ? "reduced" : "full";
      const told = await view(delivery);
      const chart = reduced || told.chartSvg === undefined ? undefined : await settings.paint(told.chartSvg);
      const { message } = renderEmail(told, settings.templates, identity, shape, chart);
      return outgoing.email(message, addressesOf(told));
    },
    async webhook(delivery, { reduced }): Promise<WebhookPayload> {
      const { incident, view } = await incidentNow(delivery);
      const { receiver, reason, notice, lane } = delivery;
      const said = notice === undefined ? undefined : settings.redact(notice);
      const context = { receiver, reason, notice: said, ...settings.webhook(lane) };
      const payload = webhookPayload(incident, view, context, reduced ? "reduced" : "full");
      return outgoing.webhook(payload, addressesOf(view));
    },
  };
}

/** Addresses that the operator wrote, and the trace ids: they stay as they are wherever they stand. */
function addressesOf({ see, runbook, traces }: IncidentView): readonly string[] {
  const chosen = traces?.chosen ?? [];
  return [
    see.url,
    see.command,
    runbook?.url,
    runbook?.place,
    ...chosen.flatMap(({ id, url }) => [url, id]),
  ].filter((text) => text !== undefined);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The n of INC-42/n/ops/slack/0/post. */
function notificationOf(delivery: Delivery): number {
  const [, notification] = delivery.id.split("/");
  return Number(notification);
}

function newsOf(reason: NotifyReason): MailIdentity["news"] {
  switch (reason) {
    case "opened":
    case "opened_and_resolved":
      return "opened";
    case "worsened":
      return "worse";
    case "reopened":
      return "reopened";
    case "updated":
    case "resolved":
    case "reminder":
    case "acknowledged":
    case "assigned":
      return "other";
  }
}
