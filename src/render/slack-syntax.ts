import { type ChannelSyntax, isWebUrl } from "./channel-syntax.ts";

/**
 * Slack's mrkdwn: exactly & < > are escaped (docs.slack.dev/messaging/formatting-message-text). Bare @here and
 * the like are inert in what we send (verbatim, parse none); the joiner keeps them so where a message is
 * copied or bridged onwards.
 */
export function escapeSlack(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@(?=here|channel|everyone|group)/gi, "@\u2060");
}

export const slackSyntax: ChannelSyntax = {
  escape: escapeSlack,
  link: (url, label) => (isWebUrl(url) ? `<${slackUrl(url)}|${escapeSlack(label)}>` : escapeSlack(label)),
  when: (instant) => instant.slack,
  code: (text) => `\`${escapeSlack(text.replaceAll("`", "'"))}\``,
  // A fence breaks on a backtick within; log text belongs into the evidence slot, which is literal.
  block: (text) => escapeSlack(text),
};

function slackUrl(url: string): string {
  return url.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("&", "&amp;");
}
