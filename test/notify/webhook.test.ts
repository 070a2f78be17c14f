import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerExcerpt, maxExcerpt } from "../../src/notify/answer-excerpt.ts";
import { networkTrouble } from "../../src/notify/network-failure.ts";
import { createWebhookChannel } from "../../src/notify/webhook.ts";
import { freePort, type HttpPeer, startHttpPeer } from "./http-peer.ts";
import { testPayload } from "./test-payload.ts";

const deliveryId = "INC-42/1/ops/webhook/0/hook";

let peer: HttpPeer;
beforeAll(async () => {
  peer = await startHttpPeer();
});
afterAll(() => peer.close());

function channel(url = `${peer.origin}/hooks/T0secret99/x`, type = "Bearer") {
  const authorization = { type, credentials: "cred-4711-canary" };
  return createWebhookChannel({ url, authorization, timeoutMs: 10_000, now: () => 0 });
}

describe("what is sent", () => {
  test("one POST of the payload, with the delivery's id and the credentials in headers", async () => {
    peer.play("takes it", { status: 202, body: "" });
    const result = await channel().send({ deliveryId, payload: testPayload });
    expect(result).toEqual({ state: "accepted", reference: deliveryId });
    expect(peer.requests).toMatchObject([
      {
        method: "POST",
        path: "/hooks/T0secret99/x",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "idempotency-key": deliveryId,
          authorization: "Bearer cred-4711-canary",
          "user-agent": "tocsin",
          connection: "close",
        },
      },
    ]);
    expect(JSON.parse(peer.requests[0]?.body ?? "")).toEqual(testPayload);
  });

  test("what may have been taken is sent again under the same id", async () => {
    peer.play("resets after it has taken it", { status: 200, body: "" });
    await channel().send({ deliveryId, payload: testPayload });
    await channel().send({ deliveryId, payload: testPayload });
    expect(peer.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([deliveryId, deliveryId]);
  });
});

describe("what is told of the answer", () => {
  test("a page of HTML is noted: a sign-in page says 200 to everything", async () => {
    peer.play("answers a page of HTML with 200", { status: 200, body: "" });
    expect(await channel().send({ deliveryId, payload: testPayload })).toMatchObject({
      state: "accepted",
      note: "answered with a page of HTML; is it the right address?",
    });
  });

  test("the peer's reason", async () => {
    peer.play("422", { status: 200, body: "" });
    expect(await channel().send({ deliveryId, payload: testPayload })).toMatchObject({
      detail: 'content: HTTP 422: {"error":"no such room"}',
    });
  });

  test("a redirect is refused, and nobody goes where it points", async () => {
    peer.play("redirects", { status: 200, body: "" });
    const detail = "configuration: HTTP 307, a redirect, which is not followed";
    expect(await channel().send({ deliveryId, payload: testPayload })).toMatchObject({ detail });
    expect(peer.strayed()).toBe(0);
  });
});

test("a peer that speaks no TLS is not spoken to, and is a matter of configuration", async () => {
  const url = peer.origin.replace("http:", "https:");
  const result = await channel(`${url}/x`).send({ deliveryId, payload: testPayload });
  expect(result.state === "failed" && result.detail).toMatch(/^configuration: TLS failed \([A-Z_0-9]+\)$/);
});

describe("networkTrouble", () => {
  const caused = (code: string): Error =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("to 10.0.0.1"), { code }) });

  test.each([
    [caused("ECONNREFUSED"), "retry", "no connection (ECONNREFUSED)"],
    [caused("ENOTFOUND"), "retry", "no connection (ENOTFOUND)"],
    [caused("CERT_HAS_EXPIRED"), "configuration", "TLS failed (CERT_HAS_EXPIRED)"],
    [caused("EPROTO"), "configuration", "TLS failed (EPROTO)"],
    [caused("ECONNRESET"), "ambiguous", "the connection broke (ECONNRESET)"],
    [caused("UND_ERR_SOCKET"), "ambiguous", "the connection broke (UND_ERR_SOCKET)"],
    [new DOMException("", "TimeoutError"), "ambiguous", "no answer in time"],
    ["a text", "ambiguous", "the connection broke"],
    [
      new TypeError("fetch failed", {
        cause: new AggregateError([Object.assign(new Error(), { code: "ECONNREFUSED" })]),
      }),
      "retry",
      "no connection (ECONNREFUSED)",
    ],
  ] as const)("%s", (error, kind, text) => {
    expect(networkTrouble(error)).toEqual({ class: kind, text });
  });

  test("a port that fetch refuses", async () => {
    const result = await channel("http://127.0.0.1:6000/x").send({ deliveryId, payload: testPayload });
    expect(result).toMatchObject({ detail: "configuration: this port is not allowed for HTTP" });
  });

  test("nobody listens", async () => {
    const result = await channel(`http://127.0.0.1:${await freePort()}/x`).send({
      deliveryId,
      payload: testPayload,
    });
    expect(result).toMatchObject({ detail: "retry: no connection (ECONNREFUSED)" });
  });
});

describe("answerExcerpt", () => {
  const secrets = ["T0secret99/B1more88", "short"];
  const withheld = /^its words are not shown/;

  test.each([
    ["", undefined],
    ["  \u0000\n ", undefined],
    ["no such room", "no such room"],
    ["<html><style>x{}</style><h1>Bad\n gateway</h1></html>", "Bad gateway"],
    ["a short word hides nothing", "a short word hides nothing"],
    ["x".repeat(500), `${"x".repeat(maxExcerpt)}…`],
  ])("%j", (body, shown) => {
    expect(answerExcerpt(body, secrets)).toBe(shown);
  });

  test.each([
    "Cannot POST /hooks/T0secret99",
    "T0SECRET99 is unknown",
    "the key t0-sec-ret-99",
    "…secret99…",
    '{"path":"\\/T0secret99\\/B1more88"}',
  ])("%s: repeats a part of a secret", (body) => {
    expect(answerExcerpt(body, secrets)).toMatch(withheld);
  });
});
