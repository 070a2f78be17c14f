import type { Lint } from "./lint.ts";

export const missingTests: Lint = {
  severity: "warning",
  about: "a rule without `tests`: nobody knows that it fires, nor that it does not",
  find: ({ tests }) =>
    tests.length > 0
      ? []
      : [
          {
            path: [],
            message: "the rule has no `tests`",
            hint: "two at least: one that fires, and one that comes close and does not; docs/rules.md shows how",
          },
        ],
};
