import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";
import { escapeHtml } from "./html-syntax.ts";

/** HTML for our own pages: looks are the style sheet's, since the pages' policy allows no style in attributes. */
export const webSyntax: ChannelSyntax = {
  escape: escapeHtml,
  link: (url, label) =>
    isWebUrl(url)
      ? `<a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(label)}</a>`
      : escapeHtml(label),
  when: (instant) => `<time datetime="${escapeHtml(instant.iso)}">${escapeHtml(instant.utc)}</time>`,
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  block: (text) => `<pre tabindex="0">${escapeHtml(text)}</pre>`,
};
