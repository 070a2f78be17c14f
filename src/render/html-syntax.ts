import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Safe as content and within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? char);
}

export const htmlSyntax: ChannelSyntax = {
  escape: escapeHtml,
  link: (url, label) =>
    isWebUrl(url)
      ? `<a href="${escapeHtml(url)}" style="color:#1a6fc4">${escapeHtml(label)}</a>`
      : escapeHtml(label),
  when: (instant) => escapeHtml(instant.utc),
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  block: (text) =>
    `<pre style="margin:4px 0;padding:8px;border:1px solid #8a8f98;border-radius:4px;font:12px/1.4 monospace;` +
    `white-space:pre-wrap;word-break:break-all;overflow-wrap:anywhere">${escapeHtml(text)}</pre>`,
};
