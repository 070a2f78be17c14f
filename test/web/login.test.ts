import { describe, expect, it } from "vitest";
import { loginWindowMs, maxLoginFailures } from "../../src/web/login-limit.ts";
import { ownPath } from "../../src/web/own-path.ts";
import { createSessions, maxSessions, sessionMs } from "../../src/web/sessions.ts";
import { outage } from "../render/incidents.ts";
import { csrfIn, FORM, form, login, TOKENS, world } from "./served.ts";

function served(now = () => outage.now) {
  const { server } = world([outage], { tokens: TOKENS, now });
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    server.inject({ method: "POST", url: "/login", headers: { ...FORM, ...headers }, payload: form(fields) });
  return { server, post };
}

describe("logging in", () => {
  it("gives a cookie that no script reads and no other site's form sends", async () => {
    const answer = await served().post({ token: "token-of-ana", next: "/incidents/42" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/incidents/42"]);
    expect(answer.headers["set-cookie"]).toMatch(
      /^tocsin_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
  });

  it("keeps the cookie to https where a proxy speaks it for us", async () => {
    const answer = await served().post({ token: "token-of-ana" }, { "x-forwarded-proto": "https" });
    expect(answer.headers["set-cookie"]).toMatch(/; Secure$/);
  });

  it.each([
    ["wrong", 401],
    ["", 401],
    ["token-of-shipper", 403],
  ])("not with %j", async (token, status) => {
    const answer = await served().post({ token });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.payload).toContain('role="alert"');
    expect(answer.payload).not.toContain(token === "" ? "\u0000" : token);
  });

  it("gives a new id each time", async () => {
    const { server } = served();
    expect(await login(server, "token-of-ana")).not.toBe(await login(server, "token-of-ana"));
  });

  it("is refused for a while after too many wrong tokens, right ones included", async () => {
    let now = 1_000_000;
    const { post } = served(() => now);
    for (let n = 0; n < maxLoginFailures; n++) expect((await post({ token: "no" })).statusCode).toBe(401);
    const answer = await post({ token: "token-of-ana" });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([429, "60"]);
    now += loginWindowMs;
    expect((await post({ token: "token-of-ana" })).statusCode).toBe(303);
  });

  it("leads on where somebody is logged in already, and where nobody need be", async () => {
    const { server } = served();
    const headers = { cookie: await login(server, "token-of-ana") };
    const answer = await server.inject({ url: "/login?next=/incidents/42", headers });
    expect(answer.headers.location).toBe("/incidents/42");
    expect((await world([outage]).server.inject("/login")).headers.location).toBe("/incidents");
  });
});

describe("a session", () => {
  it("ends with the log out, which needs the page's field", async () => {
    const { server } = served();
    const cookie = await login(server, "token-of-ana");
    const page = await server.inject({ url: "/incidents", headers: { cookie } });
    expect(page.statusCode).toBe(200);
    const out = (csrf: string) =>
      server.inject({
        method: "POST",
        url: "/logout",
        headers: { ...FORM, cookie },
        payload: form({ csrf }),
      });
    expect((await out("x")).statusCode).toBe(403);
    const answer = await out(csrfIn(page.payload));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/login"]);
    expect(answer.headers["set-cookie"]).toContain("Max-Age=0");
    expect((await server.inject({ url: "/incidents", headers: { cookie } })).statusCode).toBe(303);
  });

  it("ends by itself", () => {
    let now = 0;
    const sessions = createSessions(() => now);
    const id = sessions.open(TOKENS[2]);
    now = sessionMs - 1;
    expect(sessions.find(id, TOKENS)).toMatchObject({ name: "ana", role: "respond" });
    now = sessionMs;
    expect(sessions.find(id, TOKENS)).toBeUndefined();
  });

  it("is one of at most so many; the oldest goes", () => {
    const sessions = createSessions(() => 0);
    const ids = Array.from({ length: maxSessions + 1 }, () => sessions.open(TOKENS[2]));
    expect(sessions.find(ids[0] ?? "", TOKENS)).toBeUndefined();
    expect(sessions.find(ids[1] ?? "", TOKENS)).toBeDefined();
    expect(new Set(ids).size).toBe(maxSessions + 1);
  });

  it("does not act through the API without proof", async () => {
    const { server, acted } = world([outage], { tokens: TOKENS });
    const cookie = await login(server, "token-of-ana");
    const act = (headers: Record<string, string>) =>
      server.inject({
        method: "POST",
        url: "/api/v1/incidents/42/actions",
        headers: { cookie, ...headers },
        payload: '{"type":"acknowledge"}',
      });
    expect((await act({})).statusCode).toBe(403);
    expect(acted).toEqual([]);
    const page = await server.inject({ url: "/incidents/42", headers: { cookie } });
    expect((await act({ "x-csrf-token": csrfIn(page.payload) })).statusCode).toBe(200);
  });
});

describe("where a login leads", () => {
  it.each([
    ["/incidents", "/incidents"],
    ["/incidents/42", "/incidents/42"],
    ["/incidents?state=open", "/incidents?state=open"],
    ["https://evil.example", "/incidents"],
    ["//evil.example", "/incidents"],
    ["/\\evil.example", "/incidents"],
    ["/incidents/../x", "/incidents"],
    ["/incidents\r\nset-cookie: a=b", "/incidents"],
    ["/incidents/42\n", "/incidents"],
    ["javascript:alert(1)", "/incidents"],
    ["/logout", "/incidents"],
    ["", "/incidents"],
    [undefined, "/incidents"],
  ])("%j → %s", (wanted, path) => expect(ownPath(wanted)).toBe(path));

  it("is never said by whoever made the link", async () => {
    const { server, post } = served();
    const page = await server.inject(`/login?next=${encodeURIComponent('//evil.example/"><script>')}`);
    expect(page.payload).toContain('name="next" value="/incidents"');
    const answer = await post({ token: "token-of-ana", next: "//evil.example" });
    expect(answer.headers.location).toBe("/incidents");
  });
});
