import { describe, expect, it } from "vitest";
import type { Silence } from "../../src/model/silence.ts";
import { loadTemplates } from "../../src/render/load-templates.ts";
import { type Case, consecutive, hostile, minimal, outage, resolved } from "../render/incidents.ts";
import { csrfIn, delivery, FORM, form, labelled, world } from "./served.ts";

function numbered(of: Case, number: number, over: Partial<Case["incident"]> = {}): Case {
  return { ...of, incident: { ...of.incident, number, ...over } };
}

const over = resolved(consecutive, outage.now - 5_000, outage.now);
const all = [
  numbered(minimal, 7, { state: "acknowledged", acknowledged: { by: "ana", at: outage.now } }),
  outage,
  numbered(over, 43),
  numbered(over, 41),
  numbered(minimal, 3, { severity: "warning" }),
];

describe("the list", () => {
  const numbersIn = (page: string) =>
    [...page.matchAll(/href="\/incidents\/(\d+)"/g)].map((found) => found[1]);

  it("has open ones on top, then acknowledged ones, each newest first", async () => {
    const { payload } = await world(all).server.inject("/incidents");
    expect(numbersIn(payload)).toEqual(["42", "3", "7", "43", "41"]);
    expect(payload).toContain("2026-11-22 09:43:38 UTC, for 1 minute 31 seconds, 2 alerts");
    expect(payload).toContain(", ana has it");
  });

  it.each([
    ["open", ["42", "3"]],
    ["acknowledged", ["7"]],
    ["resolved", ["43", "41"]],
    ["nonsense", ["42", "3", "7", "43", "41"]],
  ])("of state %s", async (state, numbers) => {
    const { payload } = await world(all).server.inject(`/incidents?state=${state}`);
    expect(numbersIn(payload)).toEqual(numbers);
  });

  it("shows an open one however old it is", async () => {
    const many = Array.from({ length: 201 }, (_, n) => numbered(over, n + 10));
    const { payload } = await world([...many, numbered(minimal, 3)]).server.inject("/incidents");
    expect(numbersIn(payload)[0]).toBe("3");
    expect(numbersIn(payload).length).toBe(201);
    expect(payload).toContain("Older ones: <code>tocsin incidents list");
  });

  it("says so when its silence means nothing", async () => {
    const { payload } = await world([], { notReady: () => ["the writer is 70 s behind"] }).server.inject(
      "/incidents",
    );
    expect(payload).toContain("There has been no incident.");
    expect(payload).toContain("Tocsin is not judging now:</strong> the writer is 70 s behind");
  });
});

describe("one incident", () => {
  it("is told in the order of messages, then the record", async () => {
    const { payload } = await world(all).server.inject("/incidents/42");
    const order = [
      'class="band CRITICAL OPEN"',
      "1,397 of 1,401 requests (99.7 %) failed",
      "Who has it:",
      ">Acknowledge</button>",
      "<dt>Since</dt>",
      "<dt>Upstreams</dt>",
      "<h2>First steps</h2>",
      "<h2>Log lines</h2>",
      "512 ×",
      "<h2>Traces</h2>",
      "<h2>Do something</h2>",
      "<h2>Alerts</h2>",
      "<h2>How it was decided</h2>",
      "<h2>Not known</h2>",
      "<h2>Timeline</h2>",
      "<h2>Messages</h2>",
    ].map((text) => payload.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("has its lines verbatim", async () => {
    const { payload } = await world(all).server.inject("/incidents/42");
    expect(payload).toContain("&quot;request_id&quot;:&quot;c1a75d2202e5e402f721b252482b4959&quot;");
  });

  it.each([
    [delivery(), "delivered 2026-11-22 09:44:13 UTC"],
    [delivery({ state: "queued", acceptedAt: undefined, attempts: 0 }), "<b>waiting</b>"],
    [
      delivery({ state: "queued", acceptedAt: undefined, attempts: 3, lastError: "<i>429</i>" }),
      'waiting, tried 3×, next 2026-11-22 09:44:13 UTC</b></span> <span class="small">&lt;i&gt;429',
    ],
    [delivery({ state: "dead", attempts: 9, lastError: "channel_not_found" }), "given up after 9 tries"],
  ])("says how each message fared (%#)", async (one, words) => {
    const { settings } = world(all);
    const { server } = world(all, { store: { ...settings.store, deliveries: () => [one] } });
    expect((await server.inject("/incidents/42")).payload).toContain(words);
  });

  it("has another address by the name that messages use", async () => {
    expect((await world(all).server.inject("/incidents/INC-42")).headers.location).toBe("/incidents/42");
  });

  it.each(["/incidents/9", "/incidents/abc", "/incidents/%3Cscript%3E", "/incidents/99999999999999999999"])(
    "that is none is said: %s",
    async (url) => {
      const answer = await world(all).server.inject(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.payload).not.toContain("<script");
    },
  );

  it("keeps standing when a template fails or is missing", async () => {
    const broken = loadTemplates([{ path: "web/details.hbs", text: "{{nonsense}}" }]);
    expect(broken.diagnostics.length).toBe(1);
    const { payload } = await world(all, { templates: broken.templates }).server.inject("/incidents/42");
    for (const text of ["CRITICAL · OPEN", "1,397 of 1,401", "First steps", "Timeline", ">Acknowledge<"]) {
      expect(payload).toContain(text);
    }
  });

  it("of which nothing is known says so", async () => {
    const { payload } = await world([numbered(minimal, 5)], {
      freshFacts: async () => undefined,
    }).server.inject("/incidents/5");
    expect(payload).toContain("could not be found out in time");
    expect(payload).not.toMatch(/undefined|\[object/);
  });
});

describe("text of the log", () => {
  it("cannot become markup, in no place", async () => {
    const { server } = world([hostile]);
    for (const url of ["/incidents", "/incidents/42"]) {
      const { payload } = await server.inject(url);
      expect(payload).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(payload).not.toMatch(/<script|<b |<img|<style|onmouseover=[^&]*>|javascript:(?!alert\(1\)\))/i);
      const tags = [...payload.matchAll(/<([a-z0-9]+)/gi)].map((found) => found[1] ?? "");
      expect(tags.filter((tag) => !KNOWN_TAGS.has(tag))).toEqual([]);
      // Nothing can be told apart from the text that the policy would have to stop.
      expect(payload).not.toMatch(/ (?:style|on\w+)="/);
      expect(payload).not.toMatch(/href="(?!\/|#|https?:|data:image\/svg)/);
    }
  });

  it("that a person typed neither", async () => {
    const { server } = world([outage]);
    const csrf = csrfIn((await server.inject("/incidents/42")).payload);
    const text = '</textarea><script>alert(1)</script>" onfocus="x';
    const headers = FORM;
    await server.inject({
      method: "POST",
      url: "/incidents/42/note",
      headers,
      payload: form({ csrf, text }),
    });
    const bad = await server.inject({
      method: "POST",
      url: "/incidents/42/resolve",
      headers,
      payload: form({ csrf: "no", reason: text }),
    });
    for (const { payload } of [await server.inject("/incidents/42"), bad]) {
      expect(payload).not.toContain("<script");
      expect(payload).toContain("&lt;script&gt;");
    }
  });
});

const KNOWN_TAGS = new Set(
  "html head meta title link body header a span main article p div h1 h2 strong b form input button nav dl dt dd time figure svg rect path text figcaption section ul li code pre details summary label textarea select option ol br".split(
    " ",
  ),
);

describe("what can be done", () => {
  const done = async (action: string, fields: Record<string, string>, of: readonly Case[] = [outage]) => {
    const one = world(of);
    const csrf = csrfIn((await one.server.inject("/incidents/42")).payload);
    const answer = await one.server.inject({
      method: "POST",
      url: `/incidents/42/${action}`,
      headers: FORM,
      payload: form({ csrf, ...fields }),
    });
    return { ...one, answer };
  };

  it.each([
    ["acknowledge", {}, {}],
    ["assign", { owner: " bo " }, { owner: "bo" }],
    ["note", { text: "drained 127.0.7.13" }, { text: "drained 127.0.7.13" }],
    ["resolve", { reason: "rolled back" }, { reason: "rolled back" }],
  ])("%s", async (type, fields, expected) => {
    const { answer, acted } = await done(type, fields);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/incidents/42"]);
    expect(acted).toEqual([{ type, incident: 42, by: "local", ...expected }]);
  });

  it.each([
    ["assign", { owner: "  " }, "Say who has it."],
    ["note", { text: "" }, "The note is empty."],
    ["resolve", {}, "Say what ended it"],
    ["note", { text: "x".repeat(2001) }, "longer than 2000 characters"],
    ["silence", { for: "1h", comment: "" }, "Say why"],
    ["silence", { for: "31d", comment: "x" }, "Choose how long"],
    ["silence", { for: "2020-01-01T00:00:00Z", comment: "x" }, "Choose how long"],
    ["silence", { for: "-1h", comment: "x" }, "Choose how long"],
    ["delete", {}, "nothing called delete"],
  ])("not %s %#, and the page says why", async (action, fields, why) => {
    const { answer, acted, silences } = await done(action, fields);
    expect(answer.statusCode).toBe(409);
    expect(answer.payload).toContain(why);
    expect([acted, silences]).toEqual([[], []]);
  });

  it("says what the desk refused, and keeps what was typed", async () => {
    const { answer } = await done("assign", { owner: "bo" }, [resolved(outage, outage.now, outage.now)]);
    expect(answer.statusCode).toBe(409);
    expect(answer.payload).toContain("INC-42 is resolved already.");
  });

  it.each([
    ["1h", 3_600_000],
    ["4h", 4 * 3_600_000],
    ["2026-11-23T08:00:00.000Z", Date.UTC(2026, 10, 23, 8) - outage.now],
  ])("silence %s", async (length, ms) => {
    const of = labelled(outage);
    const { alerts } = of.incident;
    const { silences, server } = await done("silence", { for: length, comment: "upgrade" }, [of]);
    const [made] = silences;
    expect(made).toMatchObject({ createdBy: "local", comment: "upgrade", endsAt: outage.now + ms });
    expect(made?.matchers.map(({ name, operator, value }) => name + operator + value)).toEqual([
      "alertname=~dead-upstream|sustained-502",
      "service=module-proxy",
    ]);
    expect(alerts.every((alert) => made?.matchers.every((matcher) => matcher.matches(alert.labels)))).toBe(
      true,
    );
    const page = await server.inject("/incidents/42");
    expect(page.payload).toContain("</strong> by local: upgrade");
  });

  it("offers the morning as an instant", async () => {
    const { payload } = await world([outage]).server.inject("/incidents/42");
    expect(payload).toContain(
      'value="2026-11-23T08:00:00.000Z">until tomorrow, 2026-11-23 08:00 UTC (in 22 hours',
    );
  });

  it("ends a silence", async () => {
    const silence: Silence = {
      id: "s-1",
      matchers: [],
      startsAt: 0,
      endsAt: outage.now + 1,
      createdBy: "ana",
      comment: "c",
      createdAt: 0,
    };
    const one = world([outage], { silences: () => [silence] });
    const page = await one.server.inject("/incidents/42");
    expect(page.payload).toContain('action="/incidents/42/silences/s-1/expire"');
    const answer = await one.server.inject({
      method: "POST",
      url: "/incidents/42/silences/s-1/expire",
      headers: FORM,
      payload: form({ csrf: csrfIn(page.payload) }),
    });
    expect(one.expired).toEqual(["s-1 local"]);
    // This desk had no such silence.
    expect([answer.statusCode, answer.payload.includes("had ended already")]).toEqual([409, true]);
  });
});
