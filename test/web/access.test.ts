import { describe, expect, it } from "vitest";
import { CONTENT_SECURITY_POLICY } from "../../src/web/security-headers.ts";
import { outage } from "../render/incidents.ts";
import { csrfIn, FORM, form, login, TOKENS, world } from "./served.ts";

const ACTION = JSON.stringify({ type: "acknowledge" });
const SILENCE = JSON.stringify({ matchers: ['alertname="x"'], for: "1h", comment: "c" });

/** Route, and who gets through; for the others it is 403, and without a token 401 or the login page. */
const ROUTES: readonly (readonly [string, string, string | undefined, string])[] = [
  // method, url, body, roles
  ["GET", "/", undefined, "all"],
  ["GET", "/login", undefined, "all"],
  ["GET", "/assets/tocsin.css", undefined, "all"],
  ["GET", "/-/healthy", undefined, "all"],
  ["GET", "/-/ready", undefined, "all"],
  ["POST", "/api/v1/lines", "x\n", "ingest admin"],
  ["POST", "/v1/logs", "{}", "ingest admin"],
  ["POST", "/loki/api/v1/push", "", "ingest admin"],
  ["POST", "/api/v1/changes", '{"title":"x"}', "ingest admin"],
  ["GET", "/incidents", undefined, "read respond admin"],
  ["GET", "/incidents/42", undefined, "read respond admin"],
  ["GET", "/metrics", undefined, "read respond admin"],
  ["GET", "/api/v1/status", undefined, "read respond admin"],
  ["GET", "/api/v1/incidents", undefined, "read respond admin"],
  ["GET", "/api/v1/incidents/42", undefined, "read respond admin"],
  ["GET", "/api/v1/silences", undefined, "read respond admin"],
  ["POST", "/api/v1/incidents/42/actions", ACTION, "respond admin"],
  ["POST", "/api/v1/silences", SILENCE, "respond admin"],
  ["DELETE", "/api/v1/silences/x", undefined, "respond admin"],
  ["POST", "/api/v1/deliveries/redeliver", '{"id":"INC-42/1"}', "respond admin"],
  // These ask for the field of the page too, so 403 is not said by the role alone; see below.
  ["POST", "/incidents/42/acknowledge", "", "respond admin"],
  ["POST", "/incidents/42/silences/x/expire", "", "respond admin"],
];

const FORMS = /^\/incidents\/42\/(?:acknowledge|silences)/;

type Method = "GET" | "POST" | "DELETE";

describe.each(ROUTES)("%s %s", (method, url, payload, roles) => {
  const { server } = world([outage], { tokens: TOKENS });
  const ask = async (headers: Record<string, string>) =>
    // The table's methods are these.
    server.inject({ method: method as Method, url, headers, ...(payload === undefined ? {} : { payload }) });

  it.each(TOKENS)("for $role", async ({ role, token }) => {
    const answer = await ask({ authorization: `Bearer ${token}` });
    const refused = answer.statusCode === 403 && answer.payload.includes(`has the role ${role}`);
    expect(refused).toBe(roles !== "all" && !roles.split(" ").includes(role));
    expect([200, 201, 303, 400, 404, 415].includes(answer.statusCode) || FORMS.test(url) || refused).toBe(
      true,
    );
  });

  it("without a token, and with a wrong one", async () => {
    for (const headers of [{}, { authorization: "Bearer no" }, { cookie: "tocsin_session=guess" }]) {
      const answer = await ask(headers);
      if (roles === "all") expect([200, 303]).toContain(answer.statusCode);
      else if (method === "GET" && url.startsWith("/incidents")) {
        expect(answer.statusCode).toBe(303);
        expect(answer.headers.location).toBe(`/login?next=${encodeURIComponent(url)}`);
      } else expect(answer.statusCode).toBe(401);
    }
  });

  it("with the headers that bind a browser", async () => {
    for (const headers of [{}, { authorization: `Bearer ${TOKENS[3].token}` }]) {
      const answer = await ask(headers);
      expect(answer.headers["content-security-policy"]).toBe(CONTENT_SECURITY_POLICY);
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["referrer-policy"]).toBe("same-origin");
      const kept = url.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store";
      expect(answer.headers["cache-control"]).toBe(kept);
    }
  });
});

it("names every route that there is", () => {
  const { server } = world([outage], { tokens: TOKENS });
  const methods = [...server.printRoutes({ commonPrefix: false }).matchAll(/\(([A-Z, ]+)\)/g)].flatMap(
    (found) => (found[1] ?? "").split(", "),
  );
  const gets = ROUTES.filter(([method]) => method === "GET").length;
  // Each GET answers HEAD too; POST /login and POST /logout have tests of their own.
  expect(methods.length).toBe(ROUTES.length + gets + 2);
});

describe("on loopback without any token", () => {
  it("everybody may everything, as local", async () => {
    const { server, acted } = world([outage]);
    const page = await server.inject("/incidents/42");
    expect(page.statusCode).toBe(200);
    const answer = await server.inject({
      method: "POST",
      url: "/incidents/42/acknowledge",
      headers: FORM,
      payload: form({ csrf: csrfIn(page.payload) }),
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/incidents/42"]);
    expect(acted).toEqual([{ type: "acknowledge", incident: 42, by: "local" }]);
  });

  it.each([
    ["evil.example", 403],
    ["evil.example:8420", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost.evil.example", 403],
    ["tocsin.example", 200],
    ["127.0.0.1:8420", 200],
    ["localhost:8420", 200],
    ["[::1]:8420", 200],
  ])("a name that another site gave our address is not ours: %s", async (host, status) => {
    const { server } = world([outage], { publicUrl: "https://tocsin.example" });
    const answer = await server.inject({ url: "/api/v1/incidents", headers: { host } });
    expect(answer.statusCode).toBe(status);
    expect((await server.inject({ url: "/-/healthy", headers: { host } })).statusCode).toBe(200);
  });
});

describe("requests of other sites' pages", () => {
  const own = { host: "127.0.0.1:8420" };
  it.each<readonly [Record<string, string>, boolean]>([
    [{}, true],
    [{ origin: "http://127.0.0.1:8420", "sec-fetch-site": "same-origin" }, true],
    [{ origin: "https://tocsin.example", "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
    [{ origin: "null" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ origin: "http://127.0.0.1:9999" }, false],
  ])("%j", async (headers, taken) => {
    const { server, acted } = world([outage], { publicUrl: "https://tocsin.example" });
    const csrf = csrfIn((await server.inject("/incidents/42")).payload);
    const answer = await server.inject({
      method: "POST",
      url: "/incidents/42/acknowledge",
      headers: { ...own, ...FORM, ...headers },
      payload: form({ csrf }),
    });
    expect(answer.statusCode).toBe(taken ? 303 : 403);
    expect(acted.length).toBe(taken ? 1 : 0);
    const api = {
      method: "POST",
      url: "/api/v1/incidents/42/actions",
      payload: '{"type":"note","text":"x"}',
    } as const;
    expect((await server.inject({ ...api, headers: { ...own, ...headers } })).statusCode).toBe(
      taken ? 200 : 403,
    );
  });

  it("may hold a link here", async () => {
    const { server } = world([outage]);
    const headers = { ...own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await server.inject({ url: "/incidents/42", headers })).statusCode).toBe(200);
  });
});

describe("a form without the right field", () => {
  it.each(["", "wrong", "of-another-session", "local"])("is not taken: %s", async (which) => {
    const { server, acted } = world([outage], { tokens: TOKENS });
    const cookie = await login(server, "token-of-ana");
    const other = await login(server, "token-of-ana");
    const csrf =
      which === "of-another-session"
        ? csrfIn((await server.inject({ url: "/incidents/42", headers: { cookie: other } })).payload)
        : which === "local"
          ? csrfIn((await world([outage]).server.inject("/incidents/42")).payload)
          : which;
    const answer = await server.inject({
      method: "POST",
      url: "/incidents/42/note",
      headers: { ...FORM, cookie },
      payload: form({ csrf, text: "a long note" }),
    });
    expect(answer.statusCode).toBe(403);
    expect(acted).toEqual([]);
    // What was typed is there again, with a field that is right now.
    expect(answer.payload).toContain("a long note</textarea>");
    const again = await server.inject({
      method: "POST",
      url: "/incidents/42/note",
      headers: { ...FORM, cookie },
      payload: form({ csrf: csrfIn(answer.payload), text: "a long note" }),
    });
    expect(again.statusCode).toBe(303);
    expect(acted).toEqual([{ type: "note", incident: 42, by: "ana", text: "a long note" }]);
  });
});

describe("who may only read", () => {
  it("sees no form", async () => {
    const { server } = world([outage], { tokens: TOKENS });
    const cookie = await login(server, "token-of-wall");
    const page = await server.inject({ url: "/incidents/42", headers: { cookie } });
    expect(page.payload).toContain("wall (may only read)");
    expect([...page.payload.matchAll(/<form[^>]*action="([^"]+)"/g)].map((found) => found[1])).toEqual([
      "/logout",
    ]);
  });

  it("and where there is no desk, nobody does", async () => {
    const { settings } = world([outage]);
    const { desk: _, ...rest } = settings;
    const { createServer } = await import("../../src/web/server.ts");
    const server = createServer(rest);
    expect((await server.inject("/incidents/42")).payload).not.toContain("<form");
    const answer = await server.inject({ method: "POST", url: "/incidents/42/acknowledge" });
    expect(answer.statusCode).toBe(404);
  });
});
