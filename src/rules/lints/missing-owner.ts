import type { Lint } from "./lint.ts";

export const missingOwner: Lint = {
  severity: "warning",
  about: "a rule without `owner`: nobody knows whom to ask, or who may change it",
  find: ({ rule }) =>
    rule.owner !== undefined
      ? []
      : [
          {
            path: [],
            message: "the rule has no `owner`",
            hint: "name the team that keeps it; `_defaults.yaml` may hold it for all rules below",
          },
        ],
};
