import type { Json } from "../model/entry.ts";
import type { SlackMessage } from "../model/message.ts";

/** Slack's limits (docs.slack.dev/reference/block-kit/blocks), and ours below them. */
export const maxBlocks = 50;
/** Ours: what a lock screen shows. Slack takes 40,000 and may split above 4,000. */
export const maxNotification = 150;
export const maxSlackText = 4000;
export const maxSectionText = 3000;
export const maxFields = 10;
export const maxFieldText = 2000;
export const maxHeaderText = 150;
export const maxContextElements = 10;
export const maxActionElements = 25;
export const maxImageAlt = 2000;
export const maxBlockId = 255;
/** Undocumented: above about 13,200 the whole message is refused as msg_blocks_too_long. */
export const maxBlocksText = 13_000;
/** Ours, with room for what Slack may count differently. */
export const maxMessageText = 10_000;

type Block = { readonly [key: string]: Json };

/** What Slack would refuse about a message, each with the block it is about. Empty: nothing. */
export function checkSlackMessage(message: SlackMessage): readonly string[] {
  const problems: string[] = [];
  checkLength(problems, "text", message.text, maxSlackText);
  if (message.blocks.length > maxBlocks)
    problems.push(`${message.blocks.length} blocks, at most ${maxBlocks}`);
  const ids = new Set<string>();
  for (const [index, block] of message.blocks.entries()) checkBlock(problems, `block ${index}`, block, ids);
  const total = message.blocks.reduce((sum, block) => sum + textLength(block), 0);
  if (total > maxBlocksText) problems.push(`${total} characters in all blocks, at most ${maxBlocksText}`);
  return problems;
}

function checkBlock(problems: string[], where: string, block: Block, ids: Set<string>): void {
  const id = block["block_id"];
  if (typeof id === "string") {
    checkLength(problems, `${where} block_id`, id, maxBlockId);
    if (ids.has(id)) problems.push(`${where}: block_id \`${id}\` is used twice`);
    ids.add(id);
  }
  switch (block["type"]) {
    case "section":
      checkSection(problems, where, block);
      return;
    case "header":
      checkTextObject(problems, `${where} header`, block["text"], maxHeaderText);
      return;
    case "context":
      checkElements(problems, where, block["elements"], maxContextElements, true);
      return;
    case "actions":
      checkElements(problems, where, block["elements"], maxActionElements, false);
      return;
    case "image":
      checkLength(problems, `${where} alt_text`, block["alt_text"], maxImageAlt);
      return;
    case "rich_text":
      if (textLength(block) === 0) problems.push(`${where}: rich_text without text`);
      return;
    case "divider":
      return;
    default:
      problems.push(`${where}: type \`${String(block["type"])}\` is not one that we send`);
  }
}

function checkSection(problems: string[], where: string, block: Block): void {
  const { text, fields } = block;
  if (text === undefined && fields === undefined) problems.push(`${where}: a section needs text or fields`);
  if (text !== undefined) checkTextObject(problems, `${where} text`, text, maxSectionText);
  if (fields === undefined) return;
  const list = Array.isArray(fields) ? fields : [];
  if (list.length < 1 || list.length > maxFields)
    problems.push(`${where}: ${list.length} fields, 1 to ${maxFields}`);
  for (const field of list) checkTextObject(problems, `${where} field`, field, maxFieldText);
}

function checkElements(
  problems: string[],
  where: string,
  elements: Json | undefined,
  max: number,
  text: boolean,
): void {
  const list = Array.isArray(elements) ? elements : [];
  if (list.length < 1 || list.length > max) problems.push(`${where}: ${list.length} elements, 1 to ${max}`);
  if (text)
    for (const element of list) checkTextObject(problems, `${where} element`, element, maxSectionText);
}

function checkTextObject(problems: string[], where: string, value: Json | undefined, max: number): void {
  if (!isObject(value)) {
    problems.push(`${where}: no text object`);
    return;
  }
  checkLength(problems, where, value["text"], max);
}

function checkLength(problems: string[], where: string, text: Json | undefined, max: number): void {
  if (typeof text !== "string" || text.trim() === "") problems.push(`${where}: empty`);
  else if (text.length > max) problems.push(`${where}: ${text.length} characters, at most ${max}`);
}

/** Characters of every `text` within. */
export function textLength(value: Json): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: Json) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [key, item] of Object.entries(value)) {
    sum += key === "text" && typeof item === "string" ? item.length : textLength(item);
  }
  return sum;
}

function isObject(value: Json | undefined): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
