import { describe, expect, test } from "vitest";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import { buildView, type ViewContext } from "../../src/render/build-view.ts";
import { renderEmail } from "../../src/render/email.ts";
import type { IncidentView } from "../../src/render/incident-view.ts";
import { NO_TEMPLATES } from "../../src/render/load-templates.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { escapeSlack } from "../../src/render/slack-syntax.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { type Case, consecutive, hostile, longBackoff, minimal, outage } from "./incidents.ts";
import { outageBegan, recordedOutage } from "./recorded-outage.ts";
import { shippedTemplates } from "./shipped.ts";

const templates = await shippedTemplates();

function viewOf(of: Case, context: Partial<ViewContext> = {}): IncidentView {
  return buildView(of.incident, of.facts, {
    reason: "opened",
    now: of.now,
    timeline: of.timeline,
    ...context,
  });
}

/** What a person must find in the first four blocks, or read there that nobody knows. */
const ANSWERS: readonly (readonly [string, (view: IncidentView) => string])[] = [
  ["is it real, how bad", (view) => escapeSlack(view.impact)],
  ["is it over", (view) => escapeSlack(view.activity)],
  ["does it get worse", (view) => escapeSlack(view.trend?.text ?? view.activity)],
  ["where", (view) => escapeSlack(view.whereFirst[0]?.text ?? view.title)],
  ["what changed", (view) => escapeSlack(view.changed?.text ?? view.impact)],
  ["since when", (view) => view.since.slack],
  ["what first", (view) => (view.runbook === undefined ? "*First steps* not known" : "*First steps* (")],
  ["who has it", (view) => escapeSlack(view.holder)],
];

const CASES: readonly (readonly [string, Case])[] = [
  ["all upstreams are dead, 30 s", recordedOutage(outageBegan + 30_000)],
  ["all upstreams are dead, 66 s", recordedOutage(outageBegan + 66_000)],
  ["told to wait", consecutive],
  ["no runbook section", longBackoff],
  ["reading was cut short", outage],
  ["nothing known", minimal],
  ["hostile", hostile],
];

describe.each(CASES)("within thirty seconds: %s", (_, of) => {
  const view = viewOf(of);
  test.each([
    ["shipped templates", templates],
    ["built in", NO_TEMPLATES],
  ])("%s", (_name, used) => {
    const first = renderSlack(view, used).message.blocks.slice(0, 4).map(textsOf).join("\n");
    for (const [question, answer] of ANSWERS) {
      expect(first, question).toContain(answer(view));
    }
  });
});

/** Instants within sentences too are shown in the reader's zone: UTC only stands in a token, for where that fails. */
test.each(CASES.slice(0, 6))("no bare UTC in what Slack shows: %s", (_, of) => {
  const bare = renderSlack(viewOf(of), templates)
    .message.blocks.map(textsOf)
    .join("\n")
    .replace(/<!date[^>]*>/g, "");
  expect(bare).not.toContain(" UTC");
});

function textsOf(block: unknown): string {
  if (typeof block === "string") return block;
  return typeof block === "object" && block !== null ? Object.values(block).map(textsOf).join("\n") : "";
}

function event(minute: number, kind: IncidentEvent["kind"]): IncidentEvent {
  return { incident: 42, at: outageBegan + minute * 60_000, kind, text: "" };
}

describe("an incident that keeps coming back", () => {
  test.each<[string, number, readonly IncidentEvent[], string | undefined]>([
    ["never", 0, [event(0, "opened")], undefined],
    [
      "once within the hour",
      1,
      [event(0, "opened"), event(20, "reopened")],
      "Reopened once, the second time in an hour.",
    ],
    [
      "third time in an hour",
      2,
      [event(0, "opened"), event(5, "resolved"), event(20, "reopened"), event(50, "reopened")],
      "Reopened 2 times, the third time in an hour.",
    ],
    ["slowly", 2, [event(0, "opened"), event(70, "reopened"), event(140, "reopened")], "Reopened 2 times."],
    [
      "the early ones do not count",
      3,
      [event(0, "opened"), event(10, "reopened"), event(80, "reopened"), event(100, "reopened")],
      "Reopened 3 times, the second time in an hour.",
    ],
  ])("%s", (_, reopened, timeline, words) => {
    const incident: Incident = { ...outage.incident, reopened };
    const view = viewOf({ ...outage, incident, timeline }, { reason: "reopened" });
    expect(view.flapping).toBe(words);
    const said = JSON.stringify(renderSlack(view, templates).message.blocks[0]).includes("Reopened");
    expect(said).toBe(words !== undefined);
  });
});

describe("who has it", () => {
  const by = { by: "ana", at: outage.now };
  test.each<[string, Partial<Incident>, string]>([
    ["nobody yet", {}, "platform; not acknowledged yet"],
    ["acknowledged", { state: "acknowledged", acknowledged: by }, "platform; acknowledged by ana"],
    [
      "acknowledged by its owner",
      { state: "acknowledged", owner: "ana", acknowledged: by },
      "ana, acknowledged",
    ],
    ["assigned", { owner: "ben" }, "ben; not acknowledged yet"],
    [
      "assigned and acknowledged",
      { state: "acknowledged", owner: "ben", acknowledged: by },
      "ben; acknowledged by ana",
    ],
  ])("%s", (_, more, holder) => {
    const view = viewOf({ ...outage, incident: { ...outage.incident, ...more } });
    expect(view.holder).toBe(holder);
    expect(JSON.stringify(renderSlack(view, templates).message.blocks[2])).toContain(`*Owner* ${holder}`);
  });
});

test("notices about silences and routes stand in the footer, the reply, the mail and the ticket", () => {
  const notice =
    "A silence has just ended: it was silenced until 2026-11-22T09:43:00.000Z by ana: <restart>.";
  const view = viewOf(outage, { notices: [notice] });
  const inSlack =
    "A silence has just ended: it was silenced until " +
    "<!date^1795340580^{date_short_pretty} {time_secs}|2026-11-22 09:43:00 UTC> by ana: &lt;restart&gt;.";
  for (const used of [templates, NO_TEMPLATES]) {
    const [footer] = renderSlack(view, used).message.blocks.slice(-1);
    expect(JSON.stringify(footer)).toContain(inSlack);
  }
  expect(JSON.stringify(renderSlack(view, templates, "reply").message)).toContain(inSlack);
  const identity = { installation: "k", host: "h.example", notification: 1, news: "opened" } as const;
  const { text, html } = renderEmail(view, templates, identity).message;
  expect(text.replace(/\s+/g, " ")).toContain("until 2026-11-22 09:43:00 UTC by ana: <restart>.");
  expect(html).toContain("until 2026-11-22 09:43:00 UTC by ana: &lt;restart&gt;.");
  expect(renderTicket(view, templates).ticket.markdown).toContain("until 2026-11-22 09:43:00 UTC by ana");
});

test("facts that an older version kept, without a trend, are told all the same", () => {
  const kept: Case["facts"] = JSON.parse(JSON.stringify({ ...outage.facts, trend: undefined }));
  const view = viewOf({ ...outage, facts: kept });
  expect([view.trend, view.chart, view.peak]).toEqual([undefined, undefined, undefined]);
  expect(view.notKnown.join()).not.toContain("worse");
  expect(renderSlack(view, templates).troubles).toEqual([]);
});
