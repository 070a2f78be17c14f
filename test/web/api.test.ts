import { describe, expect, it } from "vitest";
import { outage, resolved } from "../render/incidents.ts";
import { TOKENS, world } from "./served.ts";

const ANA = { authorization: "Bearer token-of-ana" };
const open = { ...outage, incident: { ...outage.incident, number: 3 } };
const over = resolved(outage, outage.now - 1000, outage.now);

function api(tokens: typeof TOKENS | readonly [] = TOKENS) {
  const one = world([open, over], { tokens });
  const post = (url: string, body: unknown, headers: Record<string, string> = ANA) =>
    one.server.inject({
      method: "POST",
      url,
      headers,
      payload: typeof body === "string" ? body : JSON.stringify(body),
    });
  const get = (url: string) => one.server.inject({ url, headers: ANA });
  return { ...one, post, get };
}

describe("GET /api/v1/incidents", () => {
  it("lists them as the ticket shows them, open ones first", async () => {
    const { incidents } = (await api().get("/api/v1/incidents")).json();
    expect(incidents.map((one: { number: number }) => one.number)).toEqual([3, 42]);
    expect(incidents[1]).toMatchObject({ state: "resolved", opened_at: "2026-11-22T09:43:38.927Z" });
  });

  it.each([
    ["?state=open", [3]],
    ["?state=resolved", [42]],
    ["?limit=1", [3]],
  ])("%s", async (query, numbers) => {
    const { incidents } = (await api().get(`/api/v1/incidents${query}`)).json();
    expect(incidents.map((one: { number: number }) => one.number)).toEqual(numbers);
  });

  it.each(["?state=x", "?state=open&state=open", "?limit=0", "?limit=1001", "?limit=1e2", "?limit="])(
    "refuses %s",
    async (query) => {
      const answer = await api().get(`/api/v1/incidents${query}`);
      expect(answer.statusCode).toBe(400);
      expect(Object.keys(answer.json())).toEqual(["error", "hint"]);
    },
  );
});

describe("GET /api/v1/incidents/42", () => {
  it("is the ticket, with the deliveries", async () => {
    const answer = (await api().get("/api/v1/incidents/42")).json();
    expect(Object.keys(answer)).toEqual(["version", "id", "incident", "facts", "timeline", "deliveries"]);
    expect(answer.facts.impact.value.matches).toBe(1397);
    expect(answer.deliveries[0]).toMatchObject({
      id: "INC-42/1/on-call/slack/0/post",
      accepted_at: "2026-11-22T09:44:13.400Z",
      last_error: null,
    });
  });

  it.each(["9", "x", "-1", "1e999"])("there is none of %s", async (number) => {
    expect((await api().get(`/api/v1/incidents/${number}`)).statusCode).toBe(404);
  });
});

describe("POST /api/v1/incidents/42/actions", () => {
  const url = "/api/v1/incidents/3/actions";

  it.each([
    [{ type: "acknowledge" }, {}],
    [{ type: "assign", owner: "bo" }, {}],
    [{ type: "note", text: "x" }, {}],
    [{ type: "resolve", reason: "x", incident: 3 }, {}],
    [{ type: "acknowledge", by: "ana" }, {}],
    [{ type: "acknowledge", by: "bot" }, { by: "bot (by ana)" }],
  ])("%j", async (body, more) => {
    const { post, acted } = api();
    const answer = await post(url, body);
    expect([answer.statusCode, answer.json()]).toEqual([200, { state: "done" }]);
    expect(acted).toEqual([{ ...body, incident: 3, by: "ana", ...more }]);
  });

  it("on a port that is open anyway, takes the word of who asks", async () => {
    const { post, acted } = api([]);
    await post(url, { type: "acknowledge", by: "bo" }, {});
    await post(url, { type: "note", text: "x" }, {});
    expect(acted.map((one) => one.by)).toEqual(["bo", "local"]);
  });

  it("says what the desk refused", async () => {
    const answer = await api().post("/api/v1/incidents/42/actions", { type: "acknowledge" });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ state: "refused", why: "INC-42 is resolved already." });
  });

  it.each([
    ["", "the body is empty"],
    ["{", "the body is no JSON"],
    ["[]", "the body"],
    [{}, "`type`"],
    [{ type: "delete" }, "`type`"],
    [{ type: "note" }, "`text`"],
    [{ type: "note", text: " " }, "`text`"],
    [{ type: "note", text: "x".repeat(2001) }, "`text`"],
    [{ type: "note", text: "x", extra: 1 }, "extra"],
    [{ type: "acknowledge", incident: 4 }, "`incident`"],
    ['{"type":"acknowledge","__proto__":{"by":"root"}}', "__proto__"],
  ])("refuses %j", async (body, error) => {
    const { post, acted } = api();
    const answer = await post(url, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toContain(error);
    expect(answer.json().hint).not.toBe("");
    expect(acted).toEqual([]);
  });

  it("refuses an incident that is none, and a body that is too long", async () => {
    const { post } = api();
    expect((await post("/api/v1/incidents/9/actions", { type: "acknowledge" })).statusCode).toBe(404);
    expect((await post(url, " ".repeat(70_000))).statusCode).toBe(413);
  });
});

describe("silences", () => {
  const good = {
    matchers: ['service="athens"', { name: "pod", operator: "=~", value: "a.*" }],
    comment: "c",
  };

  it("are made, listed and ended", async () => {
    const { post, get, server, silences, expired } = api();
    const answer = await post("/api/v1/silences", { ...good, for: "2h" });
    expect(answer.statusCode).toBe(201);
    const made = answer.json();
    expect(made).toMatchObject({
      state: "active",
      matchers: ['service="athens"', 'pod=~"a.*"'],
      starts_at: new Date(outage.now).toISOString(),
      ends_at: new Date(outage.now + 7_200_000).toISOString(),
      created_by: "ana",
    });
    expect((await get("/api/v1/silences")).json()).toEqual({ silences: [made] });
    expect(silences[0]?.matchers.every((one) => one.matches({ service: "athens", pod: "a-1" }))).toBe(true);
    const end = (id: string) =>
      server.inject({ method: "DELETE", url: `/api/v1/silences/${id}`, headers: ANA });
    expect((await end(made.id)).json()).toEqual({ state: "done" });
    expect((await end("x")).statusCode).toBe(404);
    expect(expired).toEqual([`${made.id} ana`, "x ana"]);
  });

  it("may be of the future, under an id of their own", async () => {
    const at = { id: "s-1", starts_at: "2026-11-30T00:00:00Z", ends_at: "2026-11-30T01:00:00+00:00" };
    const answer = await api().post("/api/v1/silences", { ...good, ...at });
    expect(answer.json()).toMatchObject({ id: "s-1", state: "pending", ends_at: "2026-11-30T01:00:00.000Z" });
  });

  it.each([
    [{ ...good }, "`ends_at` or `for`"],
    [{ ...good, for: "1h", ends_at: "2026-11-30T00:00:00Z" }, "`ends_at` or `for`"],
    [{ ...good, for: "0s" }, "`for`"],
    [{ ...good, for: "60m x" }, "`for`"],
    [{ ...good, for: "31d" }, "longer than 30 days"],
    [{ ...good, ends_at: "2026-11-01T00:00:00Z" }, "ends before it starts"],
    [{ ...good, ends_at: "tomorrow" }, "`ends_at`"],
    [{ ...good, for: "1h", comment: "" }, "`comment`"],
    [{ ...good, for: "1h", matchers: [] }, "`matchers`"],
    [{ ...good, for: "1h", matchers: ["athens"] }, "`matchers.0`"],
    [{ ...good, for: "1h", matchers: ['a=~"("'] }, "`matchers.0`"],
    [{ ...good, for: "1h", matchers: [{ name: "a", operator: "=~", value: "(" }] }, "`matchers.0`"],
    [{ ...good, for: "1h", id: "../x" }, "`id`"],
  ])("are refused: %j", async (body, error) => {
    const { post, silences } = api();
    const answer = await post("/api/v1/silences", body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toContain(error);
    expect(silences).toEqual([]);
  });
});

describe("POST /api/v1/deliveries/redeliver", () => {
  it.each([
    [{ id: "INC-42/1/on-call/slack/0/post" }, 200],
    [{ id: "INC-9/1" }, 404],
    [{ id: "" }, 400],
    [{}, 400],
  ])("%j → %i", async (body, status) => {
    const { post, redelivered } = api();
    expect((await post("/api/v1/deliveries/redeliver", body)).statusCode).toBe(status);
    expect(redelivered.length).toBe(status === 400 ? 0 : 1);
    if (status !== 400) expect(redelivered[0]).toMatch(/ ana$/);
  });
});
