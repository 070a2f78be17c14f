import type { Contrast, Dimension, Fact, Spared, StandingOut } from "../model/facts.ts";
import { countWords, listWords, plural, shareWords } from "../model/words.ts";
import type { WhereView } from "./incident-view.ts";
import { maxName } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

const WORDS: Readonly<Record<Dimension, string>> = {
  services: "service",
  pods: "pod",
  upstreams: "upstream",
  clients: "client",
  modules: "module",
  operations: "operation",
};

/** What is hit more than the rest, and what is not hit at all. */
export function contrastRows(fact: Fact<Contrast> | undefined): readonly WhereView[] {
  if (fact?.state !== "known") return [];
  const { standsOut, spared, allHit } = fact.value;
  const rows: WhereView[] = [];
  if (standsOut.length > 0) rows.push(row("Stands out", standsOut.map(standingWords).join("; ")));
  if (spared.length > 0) rows.push(row("Not affected", spared.map(sparedWords).join("; ")));
  else if (allHit.length > 0) {
    const hit = allHit
      .filter(({ dimension }) => dimension !== "operations")
      .map(({ dimension, distinct }) => plural(distinct, WORDS[dimension]));
    if (hit.length > 0) rows.push(row("Not affected", `nothing: it hits all ${listWords(hit)}`));
  }
  return rows;
}

function row(label: string, text: string): WhereView {
  return { label, text, longText: text };
}

function standingWords(one: StandingOut): string {
  const { matches, total, otherMatches, otherTotal } = one;
  const share = `${countWords(matches)} of ${countWords(total)} (${shareWords(matches, total)})`;
  return `${WORDS[one.dimension]} ${named(one.name)}: ${share}, all others ${shareWords(otherMatches, otherTotal)}`;
}

function sparedWords({ dimension, names, distinct }: Spared): string {
  const shown = names.map(named);
  const rest = distinct - shown.length;
  return `${WORDS[dimension]}${distinct === 1 ? "" : "s"} ${listWords(rest > 0 ? [...shown, `${rest} more`] : shown)}`;
}

function named(name: string): string {
  return cutText(visibleLine(name), maxName);
}
