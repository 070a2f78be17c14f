import { describe, expect, it } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { maxAheadMs } from "../../src/web/changes-endpoint.ts";
import { world } from "./served.ts";

const now = Date.parse("2026-11-24T03:00:00Z");

function posting(stored = true) {
  const kept: Change[] = [];
  const { server } = world([], {
    now: () => now,
    changes: {
      async submit(change) {
        kept.push(change);
        return stored;
      },
    },
  });
  const post = (body: unknown) =>
    server.inject({
      method: "POST",
      url: "/api/v1/changes",
      payload: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { kept, post };
}

describe("POST /api/v1/changes", () => {
  it("needs a title only, and takes now for its time", async () => {
    const { kept, post } = posting();
    const answer = await post({ title: " v0.15.1 " });
    expect([answer.statusCode, answer.json()]).toEqual([200, { stored: true }]);
    expect(kept).toEqual([{ at: now, service: undefined, title: "v0.15.1", url: undefined, who: undefined }]);
  });

  it("says where the same one is known", async () => {
    const { kept, post } = posting(false);
    const whole = { title: "x", service: "athens", url: "https://d.example/1", who: "ana" };
    const answer = await post({ ...whole, time: "2026-11-24T02:00:00+00:00" });
    expect(answer.json()).toEqual({ stored: false });
    expect(kept).toEqual([{ ...whole, at: now - 3_600_000 }]);
  });

  it.each([
    ["", "the body is empty"],
    [{}, "`title`"],
    [{ title: " " }, "`title`"],
    [{ title: "x".repeat(201) }, "`title`"],
    [{ title: "x", url: "javascript:alert(1)" }, "`url`"],
    [{ title: "x", time: "yesterday" }, "`time`"],
    [{ title: "x", when: "now" }, "when"],
    [
      { title: "x", time: new Date(now + maxAheadMs + 1).toISOString() },
      "`time` lies more than an hour ahead",
    ],
  ])("refuses %j with what is wrong", async (body, said) => {
    const { kept, post } = posting();
    const answer = await post(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toContain(said);
    expect(answer.json().hint).not.toBe("");
    expect(kept).toEqual([]);
  });
});
