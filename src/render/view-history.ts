import type { Change } from "../model/change.ts";
import type { Fact, IncidentFacts, PastIncident, RecentChanges } from "../model/facts.ts";
import { durationWords, plural } from "../model/words.ts";
import { isWebUrl } from "./channel-syntax.ts";
import type { ChangedView, ChangeView, PastView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";
import { maxName, maxPastText, maxTitle } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

/** What was changed before; that nobody says so is an answer too. `startedAt`: when the trouble began. */
export function viewChanged(facts: IncidentFacts | undefined, startedAt: number): ChangedView | undefined {
  // Facts of an older version have none.
  const fact: Fact<RecentChanges> | undefined = facts?.changes;
  if (fact === undefined) return undefined;
  if (fact.state !== "known") {
    const why = cutText(visibleLine(fact.why), maxTitle);
    const text = why.startsWith("no change") ? why : `not known: ${why}`;
    return { text, items: [], more: undefined };
  }
  const { shown, total } = fact.value;
  const items = shown.map((change) => viewChange(change, startedAt));
  const [first] = items;
  const others = total - 1;
  const more = total > items.length ? `showing ${items.length} of ${plural(total, "change")}` : undefined;
  const text = `${first?.text ?? ""}${others > 0 ? `; and ${plural(others, "other change")}` : ""}`;
  return { text, items, more };
}

function viewChange({ at, title, service, who, url }: Change, startedAt: number): ChangeView {
  const about = [service, who === undefined ? undefined : `by ${who}`].filter((part) => part !== undefined);
  const details = about.length === 0 ? "" : ` (${cutText(visibleLine(about.join(", ")), maxName)})`;
  return {
    text: `${cutText(visibleLine(title), maxTitle)}${details}, ${distanceWords(startedAt - at)}`,
    at: viewInstant(at),
    url: url !== undefined && isWebUrl(url) ? url : undefined,
  };
}

function distanceWords(before: number): string {
  if (Math.abs(before) < 1000) return "at the same time";
  return before > 0 ? `${durationWords(before)} before it began` : `${durationWords(-before)} after it began`;
}

/** Earlier incidents of its kind and what ended them; undefined where there was none. */
export function viewPast(facts: IncidentFacts | undefined, startedAt: number): PastView | undefined {
  const fact: IncidentFacts["past"] | undefined = facts?.past;
  if (fact?.state !== "known") return undefined;
  const { newest, total } = fact.value;
  const items = newest.map((past) => pastWords(past, startedAt));
  const more = total > items.length ? `showing ${items.length} of ${plural(total, "incident")}` : undefined;
  return {
    text: `${items[0] ?? ""}${total > 1 ? ` ${plural(total, "such incident")} in all.` : ""}`,
    items,
    more,
  };
}

function pastWords({ number, resolvedAt, openedAt, ended, note }: PastIncident, startedAt: number): string {
  const when = `INC-${number}, ended ${durationWords(Math.max(0, startedAt - resolvedAt))} before`;
  const end = ended ?? `Resolved after ${durationWords(resolvedAt - openedAt)}.`;
  const said = note === undefined ? "" : ` ${note}`;
  return asSentence(cutText(visibleLine(`${when}: ${end}${said}`), maxPastText));
}

/** What people wrote may end without a full stop. */
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
