import type { Condition } from "../model/condition.ts";
import { type Escalation, SEVERITIES, type Severity } from "../model/rule.ts";
import type { RuleContext } from "./rule-context.ts";
import type { RuleKeys } from "./rule-schema.ts";

/** The rule's `escalate`, whose severity must be worse than the rule's own. */
export function readEscalate(
  keys: RuleKeys,
  severity: Severity | undefined,
  readCondition: () => Condition | undefined,
  context: RuleContext,
): Escalation | undefined {
  if (keys.escalate === undefined) return undefined;
  const condition = readCondition();
  const worse = keys.escalate.severity;
  if (worse === undefined) return undefined;
  if (severity !== undefined && SEVERITIES.indexOf(worse) >= SEVERITIES.indexOf(severity)) {
    const worst = severity === SEVERITIES[0];
    context.report(["escalate", "severity"], {
      code: "rule/bad-escalation",
      message: `\`${worse}\` is not worse than the rule's own severity, \`${severity}\``,
      hint: worst
        ? "nothing is worse than critical: make the rule itself milder"
        : "name a worse one, such as critical",
    });
  }
  return condition === undefined ? undefined : { severity: worse, condition };
}
