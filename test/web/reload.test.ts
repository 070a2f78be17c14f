import { describe, expect, it } from "vitest";
import type { ReloadReport } from "../../src/ports/reload.ts";
import { TOKENS, world } from "./served.ts";

const report: ReloadReport = {
  at: 0,
  ok: true,
  configTaken: true,
  rules: 2,
  warming: [{ rule: "a", readPercent: 40 }],
  needsRestart: ["listen"],
  diagnostics: [],
};

const bearer = (name: string) => ({ authorization: `Bearer token-of-${name}` });

describe("POST /-/reload", () => {
  it.each([
    { who: "root", status: 200 },
    { who: "ana", status: 403 },
    { who: "wall", status: 403 },
    { who: "shipper", status: 403 },
    { who: "nobody", status: 401 },
  ])("answers $who with $status", async ({ who, status }) => {
    let asked = 0;
    const { server } = world([], {
      tokens: TOKENS,
      reload: async () => {
        asked++;
        return report;
      },
    });
    const answer = await server.inject({ method: "POST", url: "/-/reload", headers: bearer(who) });
    expect(answer.statusCode).toBe(status);
    expect(asked).toBe(status === 200 ? 1 : 0);
  });

  it("needs no token where none is configured, and says with 422 what does not load", async () => {
    const { server } = world([], { tokens: [], reload: async () => ({ ...report, ok: false }) });
    const answer = await server.inject({ method: "POST", url: "/-/reload" });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      ok: false,
      warming: [{ rule: "a", read_percent: 40 }],
      needs_restart: ["listen"],
    });
  });
});

it("tokens are those of the configuration in force, for sessions too", async () => {
  const tokens: (typeof TOKENS)[number][] = [...TOKENS];
  const { server } = world([], { tokens });
  const login = await server.inject({
    method: "POST",
    url: "/login",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "token=token-of-ana",
  });
  const cookie = String(login.headers["set-cookie"]).split(";")[0] ?? "";
  const asAna = async () => [
    (await server.inject({ url: "/api/v1/incidents", headers: bearer("ana") })).statusCode,
    (await server.inject({ url: "/api/v1/incidents", headers: { cookie } })).statusCode,
  ];
  expect(await asAna()).toEqual([200, 200]);
  tokens.splice(
    tokens.findIndex((token) => token.name === "ana"),
    1,
  );
  expect(await asAna()).toEqual([401, 401]);
});
