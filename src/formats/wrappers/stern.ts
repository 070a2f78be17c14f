import type { Peeled, Wrapper } from "./wrapper.ts";

/** A pod that nobody named by hand has a dash in its name, which keeps addresses and hosts of access logs out. */
const POD = /^[a-z0-9][a-z0-9.]{0,252}-[a-z0-9.-]{1,252}$/;
const LABEL = /^[a-z0-9-]{0,62}[a-z][a-z0-9-]{0,62}$/;
const BRACKETS = /^\[([a-z0-9.-]{1,253})(?: ([a-z0-9-]{1,63}))?\] /;
const longestPrefix = 640;

/** stern: `POD CONTAINER text`. Any two words look like that, so it counts only where a format reads what is behind. */
export const stern: Wrapper = {
  name: "stern",
  peel: ({ text }) => {
    const [pod = "", container = ""] = leadingWords(text, 2);
    return POD.test(pod) && LABEL.test(container) ? peeled(text, undefined, pod, container) : undefined;
  },
};

/** stern over several namespaces: `NAMESPACE POD CONTAINER text`. */
export const sternNamespaced: Wrapper = {
  name: "stern_namespaced",
  peel: ({ text }) => {
    const [namespace = "", pod = "", container = ""] = leadingWords(text, 3);
    if (!LABEL.test(namespace) || !POD.test(pod) || !LABEL.test(container)) return undefined;
    return peeled(text, namespace, pod, container);
  },
};

/** kubetail: `[POD CONTAINER] text`. */
export const kubetail: Wrapper = {
  name: "kubetail",
  peel: ({ text }) => {
    const [whole, pod, container] = BRACKETS.exec(text.slice(0, longestPrefix)) ?? [];
    if (whole === undefined || pod === undefined) return undefined;
    return { ...peeled("", undefined, pod, container), text: text.slice(whole.length) };
  },
};

/** Fewer where no text is left behind them. */
function leadingWords(text: string, count: number): readonly string[] {
  const words = text.slice(0, longestPrefix).split(" ", count + 1);
  return words.length > count ? words.slice(0, count) : [];
}

function peeled(
  text: string,
  namespace: string | undefined,
  pod: string | undefined,
  container: string | undefined,
): Peeled {
  const prefix = [namespace, pod, container].flatMap((word) => word ?? []).join(" ");
  return {
    text: text.slice(prefix.length + 1),
    said: {
      fields: {
        ...(pod === undefined ? {} : { pod }),
        ...(namespace === undefined ? {} : { k8s_namespace: namespace }),
      },
      ...(container === undefined ? {} : { attributes: { container } }),
    },
  };
}
