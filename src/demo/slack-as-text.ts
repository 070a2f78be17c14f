import type { Json } from "../model/entry.ts";

type Block = { readonly [key: string]: Json };

/** A Slack message as its reader sees it in the channel, as plain lines. */
export function slackAsText(blocks: readonly Block[]): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== "")
    .join("\n\n");
}

function blockText(block: Block): string {
  switch (block["type"]) {
    case "section":
      return [mrkdwn(block["text"]), ...list(block["fields"]).map(mrkdwn)]
        .filter((text) => text !== "")
        .join("\n");
    case "context":
      return list(block["elements"]).map(mrkdwn).join("\n");
    case "rich_text":
      return list(block["elements"])
        .map((element) => indented(list(field(element, "elements")).map(textOf).join("")))
        .join("\n");
    default:
      return "";
  }
}

const DATE = /<!date\^(\d+)\^[^|>]*\|([^>]*)>/g;
const LINK = /<(https?:[^|>]*)\|([^>]*)>/g;

/** Tokens as Slack shows them: a date as text, a link as its label with the address behind it. */
function mrkdwn(value: Json | undefined): string {
  return textOf(value)
    .replace(DATE, (_, _seconds: string, fallback: string) => fallback)
    .replace(LINK, (_, url: string, label: string) => `${label} (${url})`)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function textOf(value: Json | undefined): string {
  const text = field(value, "text");
  return typeof text === "string" ? text : "";
}

function field(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })[name]
    : undefined;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
