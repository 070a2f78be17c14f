import type { Lint } from "./lint.ts";

export const missingWhy: Lint = {
  severity: "hint",
  about: "a rule without `why`: in a year nobody dares to change it",
  find: ({ rule }) =>
    rule.why !== undefined && rule.why.trim() !== ""
      ? []
      : [
          {
            path: [],
            message: "the rule has no `why`",
            hint: "one or two sentences: what goes wrong where nobody is told, and why these numbers",
          },
        ],
};
