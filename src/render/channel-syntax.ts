import type { InstantView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";

/** How one kind of output writes text that it must not act upon, and the few things that it may act upon. */
export interface ChannelSyntax {
  /** Any text, as itself. */
  readonly escape: (text: string) => string;
  /** A link, or only its label where the address is not http or https. */
  readonly link: (url: string, label: string) => string;
  readonly when: (instant: InstantView) => string;
  /** A short piece of code in a sentence. */
  readonly code: (text: string) => string;
  /** Log text on lines of its own. */
  readonly block: (text: string) => string;
}

/** `code`, or an instant as formatInstant writes it. */
const MARKED = /`([^`]+)`|\b(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\b/g;

/** A sentence in which `…` marks code, as rule authors and runbooks write it; instants are written as {{when}} does. */
export function prose(syntax: ChannelSyntax, text: string): string {
  let result = "";
  let end = 0;
  for (const span of text.matchAll(MARKED)) {
    const [whole, code, instant] = span;
    result += syntax.escape(text.slice(end, span.index));
    result += code === undefined ? instantIn(syntax, instant ?? whole) : syntax.code(code);
    end = span.index + whole.length;
  }
  return result + syntax.escape(text.slice(end));
}

function instantIn(syntax: ChannelSyntax, text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? syntax.escape(text) : syntax.when(viewInstant(ms));
}

/** Only these are ever made clickable. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(url);
}
