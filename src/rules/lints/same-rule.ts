import type { Lint } from "./lint.ts";

export const sameRule: Lint = {
  severity: "warning",
  about: "two rules that judge the same: everybody is told twice",
  find({ rule }, { ruleFiles }) {
    const first = ruleFiles.find((other) => other.rule.enabled && other.rule.meaning === rule.meaning)?.rule;
    if (!rule.enabled || first === undefined || first === rule) return [];
    return [
      {
        path: ["condition"],
        atKey: true,
        message: `\`${rule.id}\` judges the same as \`${first.id}\`, at ${first.file}:${first.line}`,
        hint: "remove one of them; `escalate` makes one rule more severe, and routes tell several people of one",
      },
    ];
  },
};
