import { stampPrefix } from "./stamp-prefix.ts";
import type { Wrapper } from "./wrapper.ts";

const STREAM = /^(stdout|stderr) ([FP])(?::[^ ]*)? /;
const longestStream = 64;

/** Kubernetes' container logs (CRI): `2026-11-22T08:11:06.123456789Z stdout F text`; P is a piece of a longer line. */
export const cri: Wrapper = {
  name: "cri",
  peel({ text }) {
    const found = stampPrefix(text);
    if (found === undefined) return undefined;
    const head = STREAM.exec(text.slice(found.end + 1, found.end + 1 + longestStream));
    const [whole = "", stream = "", tag] = head ?? [];
    if (head === null) return undefined;
    return {
      text: text.slice(found.end + 1 + whole.length),
      said: { time: found.stamp.instant, attributes: { stream } },
      part: { stream, isLast: tag === "F" },
    };
  },
};
