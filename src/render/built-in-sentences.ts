/** Sentences that every built-in text says in the same way. */
import type { ChannelSyntax } from "./channel-syntax.ts";
import type { IncidentView } from "./incident-view.ts";

type Writing = Pick<ChannelSyntax, "escape" | "when">;

/** How bad, whether it gets worse, whether it goes on; plain, without the channel's escaping. */
export function impactSentences(view: IncidentView): string {
  return [view.impact, view.trend?.text, view.activity].filter((text) => text !== undefined).join(" ");
}

/** Why this comes, how often it came back, and what silences and routes have to do with it; plain. */
export function newsSentences(view: IncidentView): string {
  return [view.news, view.flapping, view.late, ...view.notices]
    .filter((text) => text !== undefined)
    .join(" ");
}

export function backoffSentence(view: IncidentView, writing: Writing): string {
  if (view.backoff === undefined) return "";
  const { told, ends, left } = view.backoff;
  return left === undefined
    ? `${writing.escape(told)} The last of these waits ended at ${writing.when(ends)}.`
    : `${writing.escape(told)} Clients that obey are all back by ${writing.when(ends)} (in ${writing.escape(left)}).`;
}

export function causeSentence(view: IncidentView, writing: Writing): string {
  return view.cause === undefined ? "" : `Likely cause: ${writing.escape(view.cause.text)}`;
}

export function peakSentence(view: IncidentView, writing: Writing): string {
  return view.peak === undefined
    ? ""
    : `${writing.escape(view.peak.text)}, at ${writing.when(view.peak.at)}.`;
}

/** Rows that answer what changed, where, and whether it is known: each `label: text`, plain. */
export function factRows(view: IncidentView): readonly (readonly [string, string])[] {
  return [
    ...(view.changed === undefined ? [] : [["What changed", view.changed.text] as const]),
    ...view.whereFirst.map(({ label, text }) => [label, text] as const),
    ...(view.past === undefined ? [] : [["Seen before", view.past.text] as const]),
  ];
}
