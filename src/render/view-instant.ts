import type { InstantView } from "./incident-view.ts";

/** The last instant that a Date can hold (ECMA-262 §21.4.1.1). */
const maxInstantMs = 8.64e15;

/** An instant in words; what no calendar holds is shown as the nearest that it does. */
export function viewInstant(ms: number): InstantView {
  const safe = Number.isFinite(ms) ? Math.max(-maxInstantMs, Math.min(maxInstantMs, Math.trunc(ms))) : 0;
  const iso = new Date(safe).toISOString();
  const utc = `${iso.slice(0, -5).replace("T", " ")} UTC`;
  // Slack's time has no milliseconds; the fallback is read where the token is not (notifications, exports).
  const slack = `<!date^${Math.floor(safe / 1000)}^{date_short_pretty} {time_secs}|${utc}>`;
  return { iso, utc, slack };
}
