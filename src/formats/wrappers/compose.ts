import type { Wrapper } from "./wrapper.ts";

const PREFIX = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,127}) {0,128}\| /;
const longestPrefix = 260;

/** `docker compose logs`: `athens-1  | text`. It counts only where a format reads what is behind. */
export const compose: Wrapper = {
  name: "compose",
  peel({ text }) {
    const [whole, container] = PREFIX.exec(text.slice(0, longestPrefix)) ?? [];
    if (whole === undefined || container === undefined) return undefined;
    return { text: text.slice(whole.length), said: { attributes: { container } } };
  },
};
