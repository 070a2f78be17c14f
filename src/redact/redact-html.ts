import type { RedactText } from "./redact-leaves.ts";

const TAG = /<[^>]*>/g;
/** Attributes that people read. Others work by their exact letters: links, names, tokens of forms. */
const WORDS = /(\s(?:value|alt|title|aria-label|placeholder)=")([^"]*)(")/g;

/**
 * Redacts what people read of a page: its texts and the words of its attributes. Markup, styles, hidden fields and
 * addresses stay, and so does a link that is shown as its own address.
 */
export function redactHtml(page: string, redact: RedactText): string {
  if (
    redact(decoded(page.replace(TAG, "\n"))) === decoded(page.replace(TAG, "\n")) &&
    !hasWords(page, redact)
  ) {
    return page;
  }
  let result = "";
  let at = 0;
  let tag = "";
  for (const match of page.matchAll(TAG)) {
    result += textNode(page.slice(at, match.index), tag, redact);
    tag = match[0];
    result += tagText(tag, redact);
    at = match.index + tag.length;
  }
  return result + textNode(page.slice(at), tag, redact);
}

function hasWords(page: string, redact: RedactText): boolean {
  for (const [, , value = ""] of page.matchAll(WORDS)) {
    if (redact(decoded(value)) !== decoded(value)) return true;
  }
  return false;
}

function textNode(text: string, tag: string, redact: RedactText): string {
  if (text === "" || /^<style/i.test(tag)) return text;
  const plain = decoded(text);
  const [, href] = /^<a\s[^>]*href="([^"]*)"/i.exec(tag) ?? [];
  if (href !== undefined && decoded(href) === plain.trim()) return text;
  const redacted = redact(plain);
  return redacted === plain ? text : encoded(redacted);
}

function tagText(tag: string, redact: RedactText): string {
  if (!tag.includes('="') || /\stype="hidden"/i.test(tag)) return tag;
  return tag.replace(WORDS, (whole, before: string, value: string, after: string) => {
    const plain = decoded(value);
    const redacted = redact(plain);
    return redacted === plain ? whole : before + encoded(redacted) + after;
  });
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,5}));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return NAMED[name.toLowerCase()] ?? whole;
    const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

function encoded(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
