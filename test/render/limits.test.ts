import { describe, expect, test } from "vitest";
import { buildView } from "../../src/render/build-view.ts";
import { maxHtmlBytes, maxSubject, renderEmail } from "../../src/render/email.ts";
import { loadTemplates } from "../../src/render/load-templates.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { cutLines } from "../../src/render/slack-layout.ts";
import { checkSlackMessage, maxMessageText, textLength } from "../../src/render/slack-limits.ts";
import { outage, resolved } from "./incidents.ts";
import { shippedTemplates } from "./shipped.ts";

const view = buildView(outage.incident, outage.facts, { reason: "opened", now: outage.now, timeline: [] });
const templates = await shippedTemplates();

describe("checkSlackMessage finds what Slack would refuse", () => {
  const section = { type: "section", text: { type: "mrkdwn", text: "x" } };
  test.each([
    ["empty text", { text: "", blocks: [section] }],
    ["51 blocks", { text: "x", blocks: Array.from({ length: 51 }, () => section) }],
    [
      "3001 characters",
      { text: "x", blocks: [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }] },
    ],
    ["empty section", { text: "x", blocks: [{ type: "section", text: { type: "mrkdwn", text: "" } }] }],
    ["section of nothing", { text: "x", blocks: [{ type: "section" }] }],
    [
      "11 fields",
      { text: "x", blocks: [{ type: "section", fields: Array.from({ length: 11 }, () => section.text) }] },
    ],
    [
      "long field",
      { text: "x", blocks: [{ type: "section", fields: [{ type: "mrkdwn", text: "x".repeat(2001) }] }] },
    ],
    [
      "long header",
      { text: "x", blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] },
    ],
    [
      "11 context elements",
      { text: "x", blocks: [{ type: "context", elements: Array.from({ length: 11 }, () => section.text) }] },
    ],
    ["modal-only block", { text: "x", blocks: [{ type: "alert" }] }],
    [
      "same block_id",
      {
        text: "x",
        blocks: [
          { ...section, block_id: "a" },
          { ...section, block_id: "a" },
        ],
      },
    ],
    [
      "13,200 in all",
      {
        text: "x",
        blocks: Array.from({ length: 5 }, () => ({
          type: "section",
          text: { type: "mrkdwn", text: "x".repeat(2900) },
        })),
      },
    ],
  ])("%s", (_, message) => expect(checkSlackMessage(message)).toHaveLength(1));

  test("and nothing else", () => expect(checkSlackMessage({ text: "x", blocks: [section] })).toEqual([]));
});

test("too much is left out by rank, and said", () => {
  const long = "{{#each timeline}}{{text}} words of no great use\n{{/each}}{{id}}";
  const timeline = Array.from({ length: 60 }, () => ({
    incident: 42,
    at: 0,
    kind: "opened" as const,
    text: "y".repeat(90),
  }));
  const wordy = buildView(outage.incident, outage.facts, { reason: "opened", now: outage.now, timeline });
  const loaded = loadTemplates(
    ["alerts", "traces", "steps", "evidence"].map((name) => ({ path: `slack/${name}.hbs`, text: long })),
  );
  const { message } = renderSlack(wordy, loaded.templates);
  expect(checkSlackMessage(message)).toEqual([]);
  expect(message.blocks.reduce((sum, block) => sum + textLength(block), 0)).toBeLessThanOrEqual(
    maxMessageText,
  );
  const text = JSON.stringify(message);
  expect(text).toContain("Left out for length: the traces");
  expect(text).toContain("99.7 %");
  expect(text).toMatch(/… \d+ more lines/);
});

test("cutting never halves an entity or a token of Slack's", () => {
  for (let max = 60; max < 120; max += 1) {
    const cut = cutLines(
      `${"a".repeat(60)}&amp;&lt;<https://example.org/x|label> tail of the line that is long enough`,
      max,
    );
    expect(cut.length).toBeLessThanOrEqual(max);
    expect(cut.replace(/&(?:amp|lt|gt);|<[^<>]*>/g, "")).not.toMatch(/[&<>]/);
  }
});

describe("a mail", () => {
  const identity = { installation: "k7", host: "h.example", notification: 1, news: "opened" } as const;

  test("keeps its subject while the title changes, and names its root", () => {
    const first = renderEmail(view, templates, identity).message;
    const worse = buildView({ ...outage.incident, title: "another" }, outage.facts, {
      reason: "worsened",
      now: outage.now,
      timeline: [],
    });
    const later = renderEmail(worse, templates, { ...identity, notification: 3, news: "worse" }).message;
    expect(later.subject).toBe(`Re: ${first.subject}`);
    expect(later.inReplyTo).toBe(first.messageId);
    expect([first.messageId, later.messageId]).toEqual(["<inc-42.k7@h.example>", "<inc-42.3.k7@h.example>"]);
    expect(first.inReplyTo).toBeUndefined();
    expect([first.highPriority, later.highPriority]).toEqual([true, true]);
  });

  test("is urgent only when critical and new or worse", () => {
    const over = resolved(outage, outage.now, outage.now);
    const done = buildView(over.incident, over.facts, { reason: "resolved", now: outage.now, timeline: [] });
    expect(
      renderEmail(done, templates, { ...identity, notification: 2, news: "other" }).message.highPriority,
    ).toBe(false);
    const mild = { ...view, severity: "WARNING" as const };
    expect(renderEmail(mild, templates, identity).message.highPriority).toBe(false);
  });

  test("has a short subject that cannot become a header", () => {
    const evil = { ...view, subjectTitle: `x\r\nBcc: evil@example.org ${"y".repeat(300)}` };
    const { subject } = renderEmail(evil, templates, { ...identity, host: "h.example>\r\nX: y" }).message;
    expect(subject.length).toBeLessThanOrEqual(maxSubject);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(renderEmail(evil, templates, { ...identity, host: "h.example>\r\nX: y" }).message.messageId).toBe(
      "<inc-42.k7@h.exampleXy>",
    );
  });

  test("with too large a page gets the built-in one", () => {
    const big = loadTemplates([{ path: "email/html.hbs", text: `<p>{{id}}</p>${"z".repeat(maxHtmlBytes)}` }]);
    const { html } = renderEmail(view, big.templates, identity).message;
    expect(html.length).toBeLessThan(maxHtmlBytes);
    expect(html).toContain("built-in one is used");
  });

  test("reduced is text alone", () => {
    const { message } = renderEmail(view, templates, identity, "reduced");
    expect([message.html, message.attachments.length]).toEqual(["", 0]);
    expect(message.text).toContain("1,397 of 1,401");
  });
});
