import type { SingleCondition } from "../../model/condition.ts";
import type { Rule } from "../../model/rule.ts";
import { expressionFields } from "../expression-fields.ts";
import { conditionParts } from "./condition-parts.ts";
import type { Lint } from "./lint.ts";

/** What is said to one client, and what a client says of itself. */
const PER_CLIENT: ReadonlySet<string> = new Set([
  "retry_after",
  "retry_after_seconds",
  "retry_after_flags",
  "backoff_seconds",
  "attempt",
  "ratelimit_limit",
  "ratelimit_remaining",
  "ratelimit_reset_seconds",
]);

const CLIENT = /client|user|address|tenant|attributes\./;

export const noClientGroup: Lint = {
  severity: "warning",
  about: "a run or sequence of one client's back-offs, judged over all clients together",
  find({ rule }) {
    if (rule.groupBy.some((name) => CLIENT.test(name)) || looksAtOneClient(rule)) return [];
    const part = conditionParts(rule).find(({ condition }) => followsOneClient(condition));
    if (part === undefined) return [];
    const { path, condition } = part;
    return [
      {
        path: [...path, "type"],
        message: `\`${condition.type}\` follows what is said to one client, but entries of all clients are taken together`,
        hint: "add `client_id` to `group_by`: five clients that are told to wait once each are not one that is told five times",
      },
    ];
  },
};

function followsOneClient(condition: SingleCondition): boolean {
  return expressionsOf(condition).some((source) => {
    const { needed, used } = expressionFields(source);
    return [...needed, ...used].some((name) => PER_CLIENT.has(name));
  });
}

/** Only where the order of entries matters: how many clients are told to wait is a matter of the service. */
function expressionsOf(condition: SingleCondition): readonly string[] {
  if (condition.type === "consecutive") return [condition.match.source];
  if (condition.type === "sequence") return condition.steps.map(({ match }) => match.source);
  return [];
}

/** `where: client_id == "ci-1"` needs no group. */
function looksAtOneClient({ where }: Rule): boolean {
  return where !== undefined && /\bclient_(?:id|address)\s*==/.test(where.source);
}
