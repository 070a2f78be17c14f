/** Longer texts are worked out each time. */
const maxTextLength = 128;
/** Texts that one memo remembers. A power of two. */
const maxTexts = 1024;

/**
 * Remembers what a pure function made of texts that come again and again, as modules, pods and user agents do. Each
 * text has one place, found from its length and a few of its characters, and takes it from whatever stood there: no
 * hash of the whole text, which took as long as most of what is remembered here.
 */
export function textMemo<T>(make: (text: string) => T): (text: string) => T {
  const texts: string[] = new Array(maxTexts).fill("");
  const made: T[] = new Array(maxTexts).fill(make(""));
  return (text) => {
    if (text.length > maxTextLength) return make(text);
    const at = placeOf(text);
    const known = made[at];
    if (texts[at] === text && known !== undefined) return known;
    const fresh = make(text);
    texts[at] = text;
    made[at] = fresh;
    return fresh;
  };
}

/** Texts that differ, differ most often at the end, in the middle or in length. */
function placeOf(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  const last = text.charCodeAt(length - 1);
  const middle = text.charCodeAt(length >> 1);
  const third = text.charCodeAt((length * 3) >> 2);
  return (length * 37 + last * 101 + middle * 211 + third * 13) & (maxTexts - 1);
}

/**
 * The same text, as the same object each time it comes: what compares, hashes or keeps it later is quicker, and a
 * batch of entries holds one copy instead of thousands.
 */
export const repeatedText: (text: string) => string = textMemo((text) => text);
