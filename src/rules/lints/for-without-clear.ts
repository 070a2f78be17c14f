import { partsOf } from "./condition-parts.ts";
import type { Lint } from "./lint.ts";

export const forWithoutClear: Lint = {
  severity: "warning",
  about: "`for` on a `ratio` or `metric` without `clear`: a value that wavers around its limit never fires",
  find({ rule }) {
    if (rule.forMs === 0) return [];
    const part = partsOf(rule.condition, ["condition"]).find(
      ({ condition }) =>
        (condition.type === "ratio" || condition.type === "metric") && condition.clear === undefined,
    );
    if (part === undefined) return [];
    return [
      {
        path: ["for"],
        message: `\`for\` starts over whenever the ${part.condition.type} passes its limit for a moment`,
        hint: "add `clear` a little on the other side of the limit, such as `gt: 0.05` with `clear: {lt: 0.04}`",
      },
    ];
  },
};
