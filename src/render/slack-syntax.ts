import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";

/**
 * Slack's mrkdwn: exactly & < > are escaped (docs.slack.dev/messaging/formatting-message-text). Bare @here and
 * the like are inert in what we send (verbatim, parse none); as code they stay so where a message is copied or
 * bridged onwards, and are copied as they are.
 */
export function escapeSlack(text: string): string {
  const parts = text.split(MENTIONING);
  if (parts.length === 1) return escapeMarks(text);
  // A backtick of the text's own would end what begins at ours.
  return parts
    .map((part, place) => (place % 2 === 1 ? code(part) : escapeMarks(part.replaceAll("`", "'"))))
    .join("");
}

/** A mention of everybody; in an address, such as ops@group.example, there is none. */
const MENTIONING = /(?<![\p{L}\p{N}])(@(?:here|channel|everyone|group)[\p{L}\p{N}_@-]*)/iu;

function escapeMarks(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function code(text: string): string {
  return `\`${escapeMarks(text.replaceAll("`", "'"))}\``;
}

export const slackSyntax: ChannelSyntax = {
  escape: escapeSlack,
  link: (url, label) => (isWebUrl(url) ? `<${slackUrl(url)}|${escapeSlack(label)}>` : escapeSlack(label)),
  when: (instant) => instant.slack,
  code,
  // A fence breaks on a backtick within; log text belongs into the evidence slot, which is literal.
  block: escapeMarks,
};

function slackUrl(url: string): string {
  return url.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("&", "&amp;");
}
