import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import type { TrendPoint } from "../../src/model/facts.ts";
import { createChartPainter, maxChartBytes } from "../../src/notify/chart-png.ts";
import { createEmailChannel } from "../../src/notify/email.ts";
import { buildView } from "../../src/render/build-view.ts";
import { chartSvg } from "../../src/render/chart-svg.ts";
import { renderEmail } from "../../src/render/email.ts";
import { outageBegan, recordedOutage } from "../render/recorded-outage.ts";
import { shippedTemplates } from "../render/shipped.ts";
import { smtpPeer } from "./mail-server.ts";

const templates = await shippedTemplates();
const of = recordedOutage(outageBegan + 66_000);
const view = buildView(of.incident, of.facts, { reason: "opened", now: of.now, timeline: of.timeline });
const identity = { installation: "k7", host: "h.example", notification: 1, news: "opened" } as const;
const paint = createChartPainter();
const cid = "chart.inc-42.k7@h.example";

function isPng(bytes: Uint8Array | undefined): boolean {
  return (
    Buffer.from(bytes ?? [])
      .subarray(1, 4)
      .toString("latin1") === "PNG"
  );
}

function bytesOf(content: ArrayBuffer | Uint8Array | string | undefined): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return content === undefined || typeof content === "string" ? new Uint8Array() : new Uint8Array(content);
}

test("the picture comes with the mail, is shown by the page, and says what it shows", async () => {
  const chart = await paint(view.chartSvg ?? "");
  expect(isPng(chart)).toBe(true);
  const { message, troubles } = renderEmail(view, templates, identity, "full", chart);
  expect(troubles).toEqual([]);
  const server = await smtpPeer();
  const channel = createEmailChannel({
    host: "127.0.0.1",
    port: server.port,
    from: { address: "tocsin@h.example" },
    to: [{ address: "a@h.example" }],
    requireTls: false,
  });
  expect(await channel.send(message)).toMatchObject({ state: "accepted" });
  const mail = await PostalMime.parse(server.mails[0] ?? "");
  const picture = mail.attachments.find(({ filename }) => filename === "INC-42.png");
  expect(picture).toMatchObject({
    mimeType: "image/png",
    disposition: "inline",
    contentId: `<${cid}>`,
    related: true,
  });
  expect(Buffer.from(bytesOf(picture?.content))).toEqual(Buffer.from(chart ?? []));
  const ticket = mail.attachments.find(({ filename }) => filename === "INC-42.md");
  expect(ticket).toMatchObject({ mimeType: "text/markdown", disposition: "attachment" });
  expect(mail.html).toContain(`<img src="cid:${cid}" alt="${view.chart?.alt}"`);
  expect(view.chart?.alt).toMatch(
    /first [\d,]+ of [\d,]+, most [\d,]+ of [\d,]+ at .* UTC, latest [\d,]+ of/,
  );
});

test("a picture as full as it can be stays below the limit", async () => {
  const points = Array.from({ length: 20 }, (_, place): TrendPoint => {
    const matches = 100_003 + ((place * 7919) % 40_000);
    return { at: outageBegan + place * 750_000, matches, total: matches + ((place * 104_729) % 90_000) };
  });
  const span = { from: 0, to: 1, matches: 1, total: 1 };
  const trend = {
    slotMs: 750_000,
    points,
    direction: "steady",
    measure: "share",
    last: span,
    before: span,
  } as const;
  const png = await paint(chartSvg(trend, { noun: "requests", open: true }) ?? "");
  expect(isPng(png)).toBe(true);
  expect(png?.length).toBeLessThan(maxChartBytes);
});

test("without a picture the mail goes without, and no word of it", async () => {
  expect(await paint("<svg")).toBeUndefined();
  const { message, troubles } = renderEmail(view, templates, identity, "full", undefined);
  expect(troubles).toEqual([]);
  expect(message.html).not.toContain("<img");
  expect(message.html).not.toMatch(/chart/i);
  expect(message.attachments).toHaveLength(1);
});

test("the reduced mail has neither page nor picture", async () => {
  const { message } = renderEmail(view, templates, identity, "reduced", await paint(view.chartSvg ?? ""));
  expect([message.html, message.attachments]).toEqual(["", []]);
});
