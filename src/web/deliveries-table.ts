import type { Delivery } from "../model/delivery.ts";
import { formatInstant } from "../model/instant.ts";
import { visibleLine } from "../render/visible-text.ts";
import { type Html, html } from "./html.ts";

/** Rows shown; the newest. */
const maxRows = 50;

/** Who was told what, and how each message fared: dead ones say why. */
export function deliveriesTable(deliveries: readonly Delivery[]): Html {
  if (deliveries.length === 0) return html`<section><h2>Messages</h2><p>Nobody was told.</p></section>`;
  const shown = deliveries.slice(-maxRows);
  const more =
    shown.length < deliveries.length
      ? html`<p class="small">(showing the last ${shown.length} of ${deliveries.length})</p>`
      : undefined;
  return html`<section>
<h2>Messages</h2>
<ul class="deliveries">
${shown.map(row)}
</ul>
${more}
</section>`;
}

function row(delivery: Delivery): Html {
  const { receiver, channel, reason, operation, state } = delivery;
  const what = `${reason.replaceAll("_", " ")} (${operation})`;
  return html`<li class="${state}"><span>${visibleLine(receiver)}, ${channel}</span> <span>${what}</span> <span><b>${stateWords(delivery)}</b></span>${trouble(delivery)}</li>\n`;
}

function stateWords({ state, acceptedAt, attempts, dueAt }: Delivery): string {
  switch (state) {
    case "accepted":
      return `delivered${acceptedAt === undefined ? "" : ` ${clock(acceptedAt)}`}`;
    case "dead":
      return `given up after ${attempts} ${attempts === 1 ? "try" : "tries"}`;
    case "queued":
      return attempts === 0 ? "waiting" : `waiting, tried ${attempts}×, next ${clock(dueAt)}`;
    default:
      return state satisfies never;
  }
}

function trouble({ state, lastError }: Delivery): Html | undefined {
  if (state === "accepted" || lastError === undefined) return undefined;
  return html` <span class="small">${visibleLine(lastError)}</span>`;
}

function clock(ms: number): string {
  return `${formatInstant(ms).slice(0, 19).replace("T", " ")} UTC`;
}
