import fc from "fast-check";
import { expect, test } from "vitest";
import type { IncidentFacts } from "../../src/model/facts.ts";
import type { Incident } from "../../src/model/incident.ts";
import { buildView } from "../../src/render/build-view.ts";
import { maxHtmlBytes, renderEmail } from "../../src/render/email.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { checkSlackMessage, maxNotification } from "../../src/render/slack-limits.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { consecutive, EVIL, hostile } from "./incidents.ts";
import { shippedTemplates } from "./shipped.ts";

const templates = await shippedTemplates();
const identity = { installation: "k", host: "h.example", notification: 1, news: "opened" } as const;

const fragment = fc.oneof(
  fc.constantFrom(
    "<!channel>",
    "<@U1>",
    "<!subteam^S1>",
    "@here",
    "@everyone",
    '<x-evil a="',
    "</pre></td>",
    "<!--",
    "```",
    "`",
    "````",
    "|",
    "\n",
    "\r\n",
    "\u202e",
    "\u0000",
    "\ud800",
    "🔴",
    "&",
    "&lt;",
    "![i](u)",
    "[a](javascript:x)",
    "{{id}}",
    "\u2028",
    "\n# h",
    "\n- x",
    "@bob",
    "_",
    "*",
    "~",
    "\\",
    "<https://evil.example|click>",
    "\u001b[31m",
    "=?utf-8?q?x?=",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constant("long ".repeat(5000)),
);
const text = fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join(""));

/** The consecutive case with every text replaced. */
function poisoned(evil: string): { readonly incident: Incident; readonly facts: IncidentFacts | undefined } {
  const incident = replaceTexts(hostile.incident, evil);
  return { incident, facts: hostile.facts === undefined ? undefined : replaceTexts(hostile.facts, evil) };
}

function replaceTexts<T>(value: T, evil: string): T {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === "string" && item.startsWith(EVIL.slice(0, 20)) ? evil : item,
  );
}

/** What Slack would act upon but for our dates and links. */
function activeSlack(message: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(message, (_, item: unknown) => {
    if (isMrkdwn(item))
      found.push(
        ...(item.text
          .replace(/<(?:!date\^\d+\^[^<>]*|https?:\/\/[^<>|]*\|[^<>]*)>/g, "")
          .replace(/`[^`\n]*@[^`\n]*`/g, "")
          .match(/[<>]|(?<![\p{L}\p{N}])@(?:here|channel|everyone)/giu) ?? []),
      );
    return item;
  });
  return found;
}

function isMrkdwn(item: unknown): item is { readonly text: string } {
  return (
    typeof item === "object" && item !== null && "type" in item && item.type === "mrkdwn" && "text" in item
  );
}

const TAGS = new Set(
  "html head meta title body div table tr td th p strong span br ul ol li h2 pre code a".split(" "),
);

function foreignTags(html: string): readonly string[] {
  return [...html.matchAll(/<\s*\/?\s*([^\s>]*)([^>]*)/g)]
    .filter(([, name = "", rest = ""]) =>
      !TAGS.has(name) && name !== "!doctype" ? true : /\son\w+\s*=|javascript:/i.test(rest),
    )
    .map((match) => match[0]);
}

/** Outside of code. */
function activeMarkdown(markdown: string): readonly string[] {
  const prose = markdown
    .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "")
    .replace(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "")
    .replace(/\\[\\`*[\]|~_#+=.)-]/g, "");
  return prose.match(/<(?!https:)[^\n]*|!\[|\]\((?!<https:)|(?<![\p{L}\p{N}])@[\p{L}\p{N}]/gu) ?? [];
}

test("hostile log text breaks no limit and makes nothing active", () => {
  fc.assert(
    fc.property(text, (evil) => {
      const { incident, facts } = poisoned(evil);
      const view = buildView(incident, facts, { reason: "opened", now: hostile.now, timeline: [] });
      for (const shape of ["root", "reply", "reduced"] as const) {
        const { message } = renderSlack(view, templates, shape);
        expect(checkSlackMessage(message)).toEqual([]);
        expect(message.text.length).toBeLessThanOrEqual(maxNotification);
        expect(activeSlack(message)).toEqual([]);
        expect(message.text).not.toMatch(/<[!@#]/);
      }
      const { message } = renderEmail(view, templates, identity);
      expect(new TextEncoder().encode(message.html).length).toBeLessThanOrEqual(maxHtmlBytes);
      expect(foreignTags(message.html)).toEqual([]);
      expect(message.subject).not.toMatch(/[\r\n]/);
      expect(`${message.text}${message.html}`).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
      expect(activeMarkdown(renderTicket(view, templates).ticket.markdown)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("the checks of this file see what they look for", () => {
  expect(activeSlack({ type: "mrkdwn", text: "<!channel>" })).not.toEqual([]);
  expect(activeSlack({ type: "mrkdwn", text: "<!date^1^{time}|x> <https://a.example|b>" })).toEqual([]);
  expect(foreignTags('<p><b onclick="x">')).not.toEqual([]);
  expect(foreignTags('<a href="javascript:x">')).not.toEqual([]);
  expect(activeMarkdown("<b>x")).not.toEqual([]);
  expect(activeMarkdown("hello @bob")).not.toEqual([]);
  expect(activeMarkdown("![i](u)")).not.toEqual([]);
  expect(activeMarkdown("`<b>` ok")).toEqual([]);
});

test("strange numbers do not stop a message", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constant(8.64e15 + 1)), (at) => {
      const incident = { ...consecutive.incident, openedAt: at, resolvedAt: at };
      const view = buildView(incident, consecutive.facts, { reason: "resolved", now: at, timeline: [] });
      expect(checkSlackMessage(renderSlack(view, templates).message)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
