import type { Lint } from "./lint.ts";

export const fieldNeverPresent: Lint = {
  severity: "warning",
  about: "a rule whose fields none of the configured sources has a place for: it can never fire",
  find({ rule }, { unreached }) {
    const why = unreached?.(rule);
    if (why === undefined) return [];
    return [
      {
        path: ["condition"],
        atKey: true,
        message: `\`${rule.id}\` can fire in none of the configured sources: ${why}`,
        hint: "`tocsin coverage` shows it source by source; docs/sources.md says what each format has a place for",
      },
    ];
  },
};
