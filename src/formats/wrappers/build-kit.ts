import type { Wrapper } from "./wrapper.ts";

const STEP = /^#(\d{1,6}) (?:\d{1,7}\.\d{1,6}) /;
const longestStep = 32;

/** `docker build --progress=plain`: `#11 0.168 text`. The seconds count from the start of the step, which nobody tells. */
export const buildKit: Wrapper = {
  name: "build_kit",
  peel({ text }) {
    if (text.charCodeAt(0) !== 35) return undefined;
    const [whole, step] = STEP.exec(text.slice(0, longestStep)) ?? [];
    if (whole === undefined) return undefined;
    return { text: text.slice(whole.length), said: { attributes: { build_step: Number(step) } } };
  },
};
