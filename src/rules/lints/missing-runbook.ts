import type { Lint } from "./lint.ts";

export const missingRunbook: Lint = {
  severity: "warning",
  about: "a rule that wakes somebody, without `runbook`: the message has no first step",
  find: ({ rule }) =>
    rule.runbook !== undefined || rule.severity === "info"
      ? []
      : [
          {
            path: [],
            message: `the rule has no \`runbook\`, and is \`${rule.severity}\``,
            hint: "name a section with three to five steps: `runbook: runbooks/FILE.md#section`",
          },
        ],
};
