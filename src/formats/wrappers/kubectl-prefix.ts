import type { Wrapper } from "./wrapper.ts";

const PREFIX = /^\[pod\/([a-z0-9][a-z0-9.-]*)(?:\/([a-z0-9][a-z0-9-]*))?\] /;
/** A pod's name has at most 253 characters, a container's 63. */
const longestPrefix = 330;

/** `kubectl logs --prefix`: `[pod/NAME/CONTAINER] text`. */
export const kubectlPrefix: Wrapper = {
  name: "kubectl_prefix",
  peel({ text }) {
    if (!text.startsWith("[pod/")) return undefined;
    const [whole, pod, container] = PREFIX.exec(text.slice(0, longestPrefix)) ?? [];
    if (whole === undefined || pod === undefined) return undefined;
    return {
      text: text.slice(whole.length),
      said: { fields: { pod }, ...(container === undefined ? {} : { attributes: { container } }) },
    };
  },
};
