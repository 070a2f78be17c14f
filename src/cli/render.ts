import { type Command, Option } from "commander";
import type { Config } from "../config/config.ts";
import { installationId, readRedactionKey } from "../daemon/redaction-key.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { redactAnswer } from "../redact/redact-answer.ts";
import { renderEmail } from "../render/email.ts";
import type { IncidentView } from "../render/incident-view.ts";
import { loadTemplates, type Templates } from "../render/load-templates.ts";
import { type TemplateTrouble, troubleWords } from "../render/render-slot.ts";
import { renderSlack } from "../render/slack.ts";
import { renderTicket } from "../render/ticket.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { recordRedactorOf } from "./configured-redactor.ts";
import { incidentNumber } from "./incident-number.ts";
import { recordedView } from "./recorded-view.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";
import { readingStores } from "./stores.ts";

const KINDS = ["slack", "slack-reply", "email", "email-html", "ticket"] as const;
type Kind = (typeof KINDS)[number];

interface RenderOptions extends ConfiguredOptions {
  readonly as: Kind;
}

interface Rendered {
  readonly text: string;
  readonly troubles: readonly TemplateTrouble[];
}

/** `tocsin render INC-42 --as slack|email|ticket`: what would be sent now, to standard output. */
export function addRender(program: Command): void {
  withConfiguration(program.command("render"))
    .description("preview the message of an incident, with the templates as they are now; sends nothing")
    .argument("<incident>", "INC-42 or 42")
    .addOption(
      new Option(
        "--as <kind>",
        "slack and slack-reply: the JSON; email: headers and text; email-html: the HTML part; ticket: Markdown",
      )
        .choices(KINDS)
        .default("slack"),
    )
    .action(async (text: string, options: RenderOptions) => {
      const number = incidentNumber(text);
      const config = configuration(options);
      const { templates, diagnostics } = loadTemplates(await readTemplateFiles(config.templates));
      process.stderr.write(formatDiagnostics(diagnostics, { colour: process.stderr.isTTY === true }));
      await readingStores(config, (stores) => {
        const rendered = render(recordedView(number, stores, config), options.as, templates, config);
        const contentType = options.as === "email-html" ? "text/html" : "text/plain";
        process.stdout.write(redactAnswer(contentType, rendered.text, recordRedactorOf(config).redactText));
        for (const trouble of rendered.troubles) process.stderr.write(`${troubleWords(trouble)}\n`);
      });
    });
}

function render(view: IncidentView, kind: Kind, templates: Templates, config: Config): Rendered {
  switch (kind) {
    case "slack":
    case "slack-reply": {
      const { message, troubles } = renderSlack(view, templates, kind === "slack" ? "root" : "reply");
      return { text: `${JSON.stringify(message, undefined, 2)}\n`, troubles };
    }
    case "email":
    case "email-html":
      return renderMail(view, kind, templates, config);
    case "ticket": {
      const { ticket, troubles } = renderTicket(view, templates);
      return { text: ticket.markdown, troubles };
    }
  }
}

function renderMail(view: IncidentView, kind: Kind, templates: Templates, config: Config): Rendered {
  const { message, troubles } = renderEmail(view, templates, {
    installation: installationId(readRedactionKey(config.data) ?? ""),
    host: "localhost",
    notification: view.resolved ? 2 : 1,
    news: view.resolved ? "other" : "opened",
  });
  if (kind === "email-html") return { text: message.html, troubles };
  const headers = Object.entries({
    Subject: message.subject,
    "Message-ID": message.messageId,
    ...message.headers,
  });
  const head = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return { text: `${head}\n\n${message.text}`, troubles };
}
