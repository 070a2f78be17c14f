import type { Json } from "../model/entry.ts";
import { countWords, listWords } from "../model/words.ts";
import { maxContextElements, maxMessageText, maxSectionText, textLength } from "./slack-limits.ts";
import { cutText } from "./visible-text.ts";

export type SlackBlock = { readonly [key: string]: Json };

/** One part of a message as the solver sees it. */
export interface Part {
  /** How the part is called when it had to be left out. */
  readonly name: string;
  readonly block: SlackBlock | undefined;
  /** The highest goes first when there is no room; 0 stays always. */
  readonly dropRank: number;
}

/** Room of the sentence that says what was left out. */
const NOTICE_ROOM = 300;

/**
 * Keeps a message within Slack's size: parts are left out, the least needed first, until the rest fits; what
 * was left out is said at the end. No section holds more than Slack takes, so only the sum has to be solved.
 */
export function solveLayout(parts: readonly Part[], how: string): readonly SlackBlock[] {
  let kept = parts.filter((part) => part.block !== undefined);
  const leftOut: string[] = [];
  while (sizeOf(kept) > maxMessageText - NOTICE_ROOM) {
    const last = kept.reduce((worst, part) => (part.dropRank > worst.dropRank ? part : worst));
    if (last.dropRank === 0) break;
    kept = kept.filter((part) => part !== last);
    leftOut.push(last.name);
  }
  const blocks = kept.flatMap((part) => (part.block === undefined ? [] : [part.block]));
  if (leftOut.length === 0) return blocks;
  return [
    ...blocks,
    contextBlock([`Left out for length: ${listWords(leftOut)}. ${how}`]) ?? { type: "divider" },
  ];
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (part.block === undefined ? 0 : textLength(part.block)), 0);
}

/** verbatim: no name, address or channel in the text is made active by Slack; our own links and dates still are. */
function mrkdwn(text: string): SlackBlock {
  return { type: "mrkdwn", text, verbatim: true };
}

export function sectionBlock(text: string, max: number = maxSectionText): SlackBlock | undefined {
  return text === "" ? undefined : { type: "section", text: mrkdwn(cutLines(text, max)) };
}

export function contextBlock(texts: readonly string[]): SlackBlock | undefined {
  const elements = texts
    .filter((text) => text.trim() !== "")
    .slice(0, maxContextElements)
    .map((text) => mrkdwn(cutLines(text, maxContextText)));
  return elements.length === 0 ? undefined : { type: "context", elements };
}

const maxContextText = 2000;

/** Literal text: nothing in it is a mention, a link or a fence. */
export function preformattedBlock(text: string, max: number): SlackBlock | undefined {
  if (text.trim() === "") return undefined;
  const literal = { type: "text", text: cutLines(text, max) };
  return { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements: [literal] }] };
}

/** Whole lines as far as they fit, then a count of the rest; a line that is too long by itself is cut. */
export function cutLines(text: string, max: number): string {
  if (text.length <= max) return text;
  const lines = text.split("\n");
  const room = max - 40;
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    if (size + line.length + 1 > room) break;
    kept.push(line);
    size += line.length + 1;
  }
  if (kept.length === 0) return cutMarkup(lines[0] ?? "", max);
  return [...kept, `… ${countWords(lines.length - kept.length)} more lines`].join("\n");
}

/** Not within an entity or a token, both of which mean something else when halved. */
function cutMarkup(line: string, max: number): string {
  const cut = cutText(line, max).slice(0, -1);
  return `${cut.replace(/&[a-z]{0,4}$/, "").replace(/<[^<>]*$/, "")}…`;
}
