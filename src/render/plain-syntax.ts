import { countWords } from "../model/words.ts";
import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";
import { maxTextColumns } from "./wrap-text.ts";

/** Lines of one log line in a text mail; the ticket has it whole. */
export const maxBlockLines = 12;

const BAR = "  | ";

/** Text in which nothing is active: the evidence of a Slack message, a mail's text part, its subject. */
export const plainSyntax: ChannelSyntax = {
  escape: (text) => text,
  link: (url, label) => (isWebUrl(url) && url !== label ? `${label}: ${url}` : label),
  when: (instant) => instant.utc,
  code: (text) => `\`${text}\``,
  block: (text) => barred(text),
};

/** Log text behind bars and cut into columns, so that nothing in it can look like a line of ours. */
function barred(text: string): string {
  const width = maxTextColumns - BAR.length;
  const lines = text.split("\n").flatMap((line) => chunks(line, width));
  const shown = lines.slice(0, maxBlockLines).map((line) => `${BAR}${line}`.trimEnd());
  const more = lines.length - maxBlockLines;
  if (more > 0) shown.push(`${BAR}… ${countWords(more)} more lines of this width, whole in the ticket`);
  return shown.join("\n");
}

function chunks(line: string, width: number): string[] {
  const points = [...line];
  const parts: string[] = [];
  for (let at = 0; at < points.length; at += width) parts.push(points.slice(at, at + width).join(""));
  return parts.length === 0 ? [""] : parts;
}
