import { describe, expect, test } from "vitest";
import { buildView } from "../../src/render/build-view.ts";
import { renderEmail } from "../../src/render/email.ts";
import { exampleView } from "../../src/render/example-view.ts";
import { loadTemplates, NO_TEMPLATES, type TemplateFile } from "../../src/render/load-templates.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { checkSlackMessage } from "../../src/render/slack-limits.ts";
import { slotNames } from "../../src/render/template-slots.ts";
import { renderTicket } from "../../src/render/ticket.ts";
import { minimal, outage } from "./incidents.ts";
import { shippedTemplates } from "./shipped.ts";

const view = buildView(outage.incident, outage.facts, { reason: "opened", now: outage.now, timeline: [] });
const identity = { installation: "k", host: "h.example", notification: 1, news: "opened" } as const;

function one(text: string, path = "mine/slack/impact.hbs"): readonly TemplateFile[] {
  return [{ path, text }];
}

const LONG = "x".repeat(100_001);

describe("what is wrong is found at load, with its place", () => {
  test.each([
    ["{{#if impact}}x", "template/syntax", 1, 1],
    ["ok\n{{#if impact}}x{{/each}}", "template/syntax", 2, 4],
    ["ok\n  {{impct}}", "template/unknown-name", 2, 5],
    ["{{#each where}}{{name}}{{/each}}", "template/unknown-name", 1, 18],
    ["{{#if evidence.worst}}x{{/if}}", "template/unknown-name", 1, 7],
    ["{{machine.id}}", "template/unknown-name", 1, 3],
    ["{{constructor}}", "template/unknown-name", 1, 3],
    ["{{{impact}}}", "template/unescaped", 1, 1],
    ["{{&impact}}", "template/unescaped", 1, 1],
    ["{{> other}}", "template/not-offered", 1, 1],
    ["{{lookup where 0}}", "template/not-offered", 1, 3],
    ["{{#log impact}}{{/log}}", "template/not-offered", 1, 4],
    ["{{escape (lookup where 0)}}", "template/not-offered", 1, 10],
    [
      "{{#each where}}{{#each ../where}}{{#each ../../where}}{{#each ../../../where}}x{{/each}}{{/each}}{{/each}}{{/each}}",
      "template/too-deep",
      1,
      55,
    ],
    ["{{#if until}}{{/if}}", "template/empty", 1, 1],
    [LONG, "template/too-long", 1, 1],
  ])("$1 at $2:$3", (text, code, line, column) => {
    const { templates, diagnostics } = loadTemplates(one(text));
    expect(templates.size).toBe(0);
    expect(diagnostics[0]).toMatchObject({ code, line, column, file: "mine/slack/impact.hbs" });
    expect(diagnostics[0]?.endColumn).toBeGreaterThan(diagnostics[0]?.column ?? 0);
  });

  test("a file that is no template", () => {
    const { diagnostics } = loadTemplates(one("x", "mine/slack/imapct.hbs"));
    expect(diagnostics).toMatchObject([{ code: "template/unknown-file", severity: "warning" }]);
  });
});

test("block parameters, @index, ../ and this are understood", () => {
  const text =
    "{{impact}}{{#each where as |place|}}{{@index}} {{place.label}} {{../id}}{{/each}}{{#each notKnown}}{{this}}{{/each}}";
  const { diagnostics, templates } = loadTemplates(one(text));
  expect(diagnostics).toEqual([]);
  expect(JSON.stringify(renderSlack(view, templates).message.blocks)).toContain("0 Service INC-42");
});

test("a user's template overrides; a broken one leaves ours in place", async () => {
  const good = loadTemplates([...one("ours {{impact}}"), ...one("theirs {{id}}")]);
  expect(JSON.stringify(renderSlack(view, good.templates).message)).toContain("theirs INC-42");
  const bad = loadTemplates([...one("ours {{impact}}"), ...one("theirs {{nothing}}")]);
  expect(JSON.stringify(renderSlack(view, bad.templates).message)).toContain("ours 1,397");
  expect(bad.diagnostics).toHaveLength(1);
});

test("values are escaped without being asked to, only as the channel needs it", () => {
  const { templates } = loadTemplates([
    { path: "slack/impact.hbs", text: "{{title}} a=b 'q'" },
    { path: "email/html.hbs", text: "<p>{{title}}</p>" },
    { path: "ticket/ticket.md.hbs", text: "{{title}}" },
  ]);
  const evil = { ...view, title: "<!here> & \"x\" 'y' a=b ` [l](u) @bob" };
  expect(renderSlack(evil, templates).message.blocks[1]).toMatchObject({
    text: { text: "&lt;!here&gt; &amp; \"x\" 'y' a=b ` [l](u) @bob a=b 'q'" },
  });
  expect(renderEmail(evil, templates, identity).message.html).toContain(
    "<p>&lt;!here&gt; &amp; &quot;x&quot; &#39;y&#39; a=b &#96; [l](u) @bob</p>",
  );
  expect(renderTicket(evil, templates).ticket.markdown).toContain("\\[l\\](u) `@bob`");
});

describe("a template is tried with every kind of incident", () => {
  test.each([
    ["{{#if resolved}}x{{/if}}", "template/empty", "Empty for an incident that is open", 1, 1],
    ["{{#if open}}x{{/if}}", "template/empty", "Empty for an incident that is over", 1, 1],
    ["{{#with evidence}}x{{/with}}", "template/empty", "of which nothing is known yet", 1, 1],
    [
      "{{impact}}\n{{#each timeline}}\n{{#each ../timeline}}\n {{#each ../../timeline}}x{{/each}}{{/each}}{{/each}}",
      "template/fails",
      "Fails for an incident that is over: more than 10000 turns of {{#each}}.",
      4,
      2,
    ],
    [
      "{{impact}}{{#each traces.all}}{{#each ../allAlerts}}{{title}}{{/each}}{{/each}}",
      "template/fails",
      "Fails for an incident whose log is hostile: more than 10000 turns of {{#each}}.",
      1,
      31,
    ],
    [
      "{{impact}}{{#each traces.all}}{{#each ../evidence.patterns}}{{pattern}}{{/each}}{{/each}}",
      "template/fails",
      "Fails for an incident whose log is hostile: more than 200000 characters.",
      1,
      1,
    ],
  ])("%s: %s", (text, code, message, line, column) => {
    const { templates, diagnostics } = loadTemplates(one(text));
    expect(templates.size).toBe(0);
    expect(diagnostics).toMatchObject([{ code, line, column, file: "mine/slack/impact.hbs" }]);
    expect(diagnostics[0]?.message).toContain(message);
  });

  test.each([
    ['<a href="{{runbook.place}}">x</a>', true],
    ["<a href={{runbook.place}}>x</a>", true],
    ["<td title={{title}}>x</td>", true],
    ['<td title="{{title}}">x</td>', false],
    ["{{title}} {{link runbook.place title}}{{block title}}", false],
    ['<p onclick="ours()">{{title}}</p>', true],
  ])("%s on a page lets a log line become a script: %s", (text, unsafe) => {
    for (const path of ["mine/email/html.hbs", "mine/web/headline.hbs"]) {
      const { diagnostics } = loadTemplates(one(text, path));
      expect(diagnostics.map(({ code }) => code)).toEqual(unsafe ? ["template/unsafe"] : []);
    }
  });
});

describe("a template that fails when it is needed", () => {
  const turns = "{{impact}}{{#each where}}{{label}}{{/each}}";
  const { templates, diagnostics } = loadTemplates([
    ...one(turns),
    { path: "email/html.hbs", text: turns },
    { path: "ticket/ticket.md.hbs", text: turns },
  ]);
  const where = Array.from({ length: 10_001 }, () => ({ label: "Pods", text: "a", longText: "a" }));
  const large = { ...view, where };

  test("falls back to the built-in text, alone, and the footer says so", () => {
    expect(diagnostics).toEqual([]);
    const { message, troubles } = renderSlack(large, templates);
    const failure = "more than 10000 turns of {{#each}}";
    expect(troubles).toEqual([{ slot: "slack/impact.hbs", failure }]);
    const text = JSON.stringify(message);
    expect(text).toContain(view.impact);
    expect(text).toContain(`Template slack/impact.hbs failed (${failure}); the built-in text is used.`);
    expect(checkSlackMessage(message)).toEqual([]);
  });

  test("in a mail and its ticket too", () => {
    const { message } = renderEmail(large, templates, identity);
    expect(message.html).toContain("CRITICAL OPEN");
    expect(message.html).toContain("Template email/html.hbs failed");
    expect(message.text).toContain("Template ticket/ticket.md.hbs failed");
    expect(message.attachments[0]?.content).toContain("# INC-42");
  });
});

test("without any template everything can still be said", () => {
  for (const some of [
    view,
    exampleView,
    buildView(minimal.incident, undefined, { reason: "opened", now: 0, timeline: [] }),
  ]) {
    for (const shape of ["root", "reply", "reduced"] as const) {
      expect(checkSlackMessage(renderSlack(some, NO_TEMPLATES, shape).message)).toEqual([]);
    }
    const { message } = renderEmail(some, NO_TEMPLATES, identity);
    expect(message.text).toContain(some.impact.slice(0, 30));
    expect(message.subject).toMatch(/^\[INC-42\] /);
  }
});

test("every slot has a shipped template", async () => {
  expect([...(await shippedTemplates()).keys()].sort()).toEqual([...slotNames()].sort());
});
