import { expect, test } from "vitest";
import { buildView } from "../../src/render/build-view.ts";
import { renderEmail } from "../../src/render/email.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { aHistory, asShipped, outageBegan, recordedOutage } from "./recorded-outage.ts";
import { shippedTemplates } from "./shipped.ts";

const templates = await shippedTemplates();
const of = recordedOutage(outageBegan + 30_000, asShipped, aHistory);
const view = buildView(of.incident, of.facts, { reason: "opened", now: of.now, timeline: of.timeline });
const mail = renderEmail(view, templates, {
  installation: "k",
  host: "h.example",
  notification: 1,
  news: "opened",
}).message;

const slack = JSON.stringify(renderSlack(view, templates).message);
const ticket = renderTicket(view, templates).ticket.markdown;

const traceId = "ff28c2ccbbcc8f8604d9284517e05ca9";
const command = "kubectl -n $NS get pods -o wide";
const path = "/github.com/gorilla/mux/@v/v1.8.1.mod";

/** Soft hyphens, joiners and marks of direction: seen by nobody, copied by everybody. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/;

test.each([
  ["Slack", slack, [traceId, command]],
  ["the mail's text", mail.text, [traceId, command, path]],
  ["the mail's page", mail.html, [traceId, command, path]],
  ["the ticket", ticket, [traceId, command, path]],
] as const)("what one copies from %s is whole, and holds nothing that is not seen", (_, text, copied) => {
  for (const one of copied) expect(text).toContain(one);
  expect(text).not.toMatch(INVISIBLE);
});

/** Lines as a phone shows them. */
function firstLines(text: string, columns: number, lines: number): string {
  const rows = text.split("\n").flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "g")) ?? [""]);
  return rows.slice(0, lines).join("").replaceAll(/\s+/g, "");
}

/** Is it real, how bad, getting worse, since when, what changed, where, who has it, what first. */
const ANSWERS = [
  "All 419 requests failed with 502; in the 6 minutes before, none of 6,043",
  "10 clients and 30 modules affected",
  "Steady: 15 requests a second",
  "the upstream refused the connection",
  "2026-11-22 09:43:38 UTC",
  "athens v0.15.1 rolled out (module-proxy, by ana), 7 minutes",
  "127.0.7.11:18190",
  "nothing: it hits all 4 upstreams",
  "platform; not acknowledged yet",
  "Are the pods there?",
].map((answer) => answer.replaceAll(/\s+/g, ""));

const shownBySlack = renderSlack(view, templates)
  .message.blocks.slice(0, 4)
  .map(
    (block) =>
      JSON.stringify(block)
        .match(/"text":"(.*?)","verbatim"/)?.[1]
        ?.replaceAll("\\n", "\n") ?? "",
  )
  .join("\n\n")
  .replace(/<!date[^|]*\|([^>]*)>/g, "$1");

test.each([
  ["Slack on a phone", firstLines(shownBySlack, 45, 34)],
  ["the mail's text", firstLines(mail.text, 72, 27)],
  ["the ticket", firstLines(ticket.replaceAll("\\", ""), 90, 30)],
])("%s answers the questions before anybody scrolls far", (_, shown) => {
  for (const answer of ANSWERS) expect(shown).toContain(answer);
});
