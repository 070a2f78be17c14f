import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";

/**
 * Text that Markdown (CommonMark and GitHub's dialect) shows as itself: no HTML, emphasis, link, image, table
 * cell or mention. A mention is found after entities are decoded and escapes undone, and an invisible character
 * within it would be copied along; so a word that holds one, such as the path of a module's version, is code.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(MENTIONING)
    .map((part, place) => (place % 2 === 1 ? codeSpan(part) : escapeMarks(part)))
    .join("");
}

/** A word with an @ that a name follows; brackets around it and what ends a sentence stay outside. */
const MENTIONING = /([^\s|,;()[\]"'<>]*@[\p{L}\p{N}_-][^\s|,;()[\]"'<>]*)/u;

function escapeMarks(text: string): string {
  return text
    .replace(/[\\`*[\]|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(
      /^(\s*)([#+=-]|\d+[.)](?=\s|$))/gm,
      (_, blanks: string, mark: string) => `${blanks}${harmless(mark)}`,
    );
}

/** A list or heading mark at the start of a line. */
function harmless(mark: string): string {
  return `${mark.slice(0, -1)}\\${mark.slice(-1)}`;
}

export const markdownSyntax: ChannelSyntax = {
  escape: escapeMarkdown,
  link: (url, label) =>
    isWebUrl(url) ? `[${escapeMarkdown(label)}](<${markdownUrl(url)}>)` : escapeMarkdown(label),
  when: (instant) => instant.utc,
  code: codeSpan,
  block: (text) => {
    const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    return `${fence}text\n${text}\n${fence}`;
  },
};

function markdownUrl(url: string): string {
  return url.replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("\\", "%5C");
}

/** CommonMark §6.1: fenced by more backticks than it holds, blanks where it begins or ends with one. */
function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, " ");
  if (line.trim() === "") return "";
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}
