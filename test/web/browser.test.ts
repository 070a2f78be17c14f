import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consecutive, hostile, outage, resolved } from "../render/incidents.ts";
import { DESK, hasChromium, PHONE, startChromium } from "./browser.ts";
import { labelled, TOKENS, type World, world } from "./served.ts";

let browser: Browser;
const worlds: World[] = [];
/** For whoever wants to look; TOCSIN_SHOTS names another folder, which is kept. */
const shots = process.env["TOCSIN_SHOTS"] ?? mkdtempSync(join(tmpdir(), "tocsin-pages-"));

async function start(one: World): Promise<string> {
  worlds.push(one);
  return one.server.listen({ host: "127.0.0.1", port: 0 });
}

/** A page that fails the test on any error: a blocked style or script is one. */
async function open(
  viewport: typeof PHONE,
  colorScheme: "light" | "dark",
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport, colorScheme, javaScriptEnabled: false });
  page.setDefaultTimeout(4_000);
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("requestfailed", (request) => errors.push(`${request.url()} failed`));
  page.on("request", (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1:|data:)/.test(request.url())) errors.push(`asked for ${request.url()}`);
  });
  return { page, errors };
}

async function fits(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  const width = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(width, `${name} is wider than the screen`).toBe(0);
}

describe.skipIf(!hasChromium)("in Chromium, without JavaScript", () => {
  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all(worlds.map((one) => one.server.close()));
  });

  it.each([
    ["phone", PHONE, "dark"],
    ["desk", DESK, "light"],
  ] as const)("from the list to the end of an incident, on a %s", async (device, viewport, scheme) => {
    const other = resolved(consecutive, consecutive.incident.openedAt + 336_000, outage.now);
    const one = world([labelled(outage), { ...other, incident: { ...other.incident, number: 41 } }], {
      tokens: TOKENS,
    });
    const address = await start(one);
    const { page, errors } = await open(viewport, scheme);

    // The link of a message leads through the login to where it was meant to lead.
    await page.goto(`${address}/incidents/42`);
    await page.getByLabel("Your token").fill("token-of-ana");
    await fits(page, `${device}-login`);
    await page.getByRole("button", { name: "Log in" }).click();
    expect(new URL(page.url()).pathname).toBe("/incidents/42");

    await page.getByRole("link", { name: "Tocsin" }).click();
    await fits(page, `${device}-list`);
    await page.getByRole("link", { name: /INC-42/ }).click();

    await fits(page, `${device}-incident`);
    const acknowledge = page.getByRole("button", { name: "Acknowledge" });
    const box = await acknowledge.boundingBox();
    // Seen without scrolling, and large enough for a thumb.
    expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)).toBeLessThan(viewport.height);
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await acknowledge.click();
    expect(await page.locator(".band").innerText()).toContain("ACKNOWLEDGED");
    expect(await acknowledge.count()).toBe(0);
    expect(await page.locator(".holder").innerText()).toContain("acknowledged by ana");

    await page.getByLabel("Note").fill("drained <127.0.7.13>");
    await page.getByRole("button", { name: "Add note" }).click();
    expect(await page.locator("#timeline").innerText()).toContain("ana: drained <127.0.7.13>");

    await page.getByText("Silence its alerts").click();
    await page.getByLabel("For").selectOption("4h");
    await page.getByLabel("Why").fill("upgrade");
    await fits(page, `${device}-silence`);
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    expect(await page.locator(".notice").innerText()).toMatch(/Silenced until .* UTC by ana: upgrade/);

    await page.getByText("Resolve by hand").click();
    await page.getByLabel("What ended it").fill("rolled back");
    await page.getByRole("button", { name: "Resolve", exact: true }).click();
    expect(await page.locator(".band").innerText()).toContain("RESOLVED");
    await page.reload();
    await fits(page, `${device}-resolved`);

    expect(one.acted.map((action) => [action.type, action.by])).toEqual([
      ["acknowledge", "ana"],
      ["note", "ana"],
      ["resolve", "ana"],
    ]);
    expect(one.silences.length).toBe(1);
    await page.getByRole("button", { name: "Log out" }).click();
    expect(new URL(page.url()).pathname).toBe("/login");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("a hostile incident stays text, and within the screen", async () => {
    const address = await start(world([hostile]));
    const page = await browser.newPage({ viewport: PHONE, colorScheme: "dark" });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const path of ["/incidents", "/incidents/42"]) {
      await page.goto(address + path);
      await fits(page, `hostile${path.replaceAll("/", "-")}`);
      expect(await page.locator("script, img, iframe, object, embed").count()).toBe(0);
      expect(await page.locator("main").innerText()).toContain("<script>alert(1)</script>");
    }
    expect(dialogs).toEqual([]);
    await page.close();
  });
});
