import type { InstantView } from "./incident-view.ts";

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

const CODE_SPAN = /`([^`]+)`/g;

/** A sentence in which `…` marks code, as rule authors and runbooks write it. */
export function prose(syntax: ChannelSyntax, text: string): string {
  let result = "";
  let end = 0;
  for (const span of text.matchAll(CODE_SPAN)) {
    result += syntax.escape(text.slice(end, span.index)) + syntax.code(span[1] ?? "");
    end = span.index + span[0].length;
  }
  return result + syntax.escape(text.slice(end));
}

/** Only these are ever made clickable. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(url);
}
