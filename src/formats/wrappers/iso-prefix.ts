import { stampPrefix } from "./stamp-prefix.ts";
import type { Wrapper } from "./wrapper.ts";

/** What `kubectl logs --timestamps`, `docker logs --timestamps` and GitHub Actions put before a line. */
export const isoPrefix: Wrapper = {
  name: "iso_prefix",
  peel({ text }) {
    const found = stampPrefix(text);
    if (found === undefined) return undefined;
    return { text: text.slice(found.end + 1), said: { time: found.stamp.instant } };
  },
};
