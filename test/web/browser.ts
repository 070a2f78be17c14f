import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACE = "/usr/bin/chromium";

/** Tests that need it are skipped where it is not installed. */
export const hasChromium = existsSync(PLACE);

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: PLACE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };
