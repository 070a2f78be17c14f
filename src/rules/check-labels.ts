import type { RuleContext } from "./rule-context.ts";

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Labels that every alert has from elsewhere. */
const RESERVED: readonly string[] = ["alertname", "severity"];

/** Labels of the rule itself; those of `_defaults.yaml` may be hidden by a group_by field of their name. */
export function checkLabels(
  labels: Readonly<Record<string, string>>,
  groupBy: readonly string[],
  context: RuleContext,
): void {
  for (const [name, value] of Object.entries(labels)) {
    if (!LABEL_NAME.test(name)) {
      const message = `\`${name}\` is no name of a label: letters, digits and _`;
      const hint = `such as \`${name.replace(/[^a-zA-Z0-9_]+/g, "_").replace(/^(?=\d)/, "_")}\``;
      context.reportKey(["labels", name], { code: "rule/bad-label", message, hint });
    } else if (RESERVED.includes(name) || groupBy.includes(name)) {
      const source = RESERVED.includes(name) ? "Tocsin" : "group_by";
      const message = `\`${name}\` is already set by ${source}`;
      context.reportKey(["labels", name], { code: "rule/bad-label", message, hint: "take another name" });
    }
    if (!value.includes("{{")) continue;
    const message = `\`${value}\` is not filled in: a label is a fixed text`;
    const hint = "what differs between alerts comes from group_by, whose fields are labels too";
    context.report(["labels", name], { code: "rule/bad-label", message, hint });
  }
}

/** Every label that an alert of the rule has. */
export function labelNames(
  labels: Readonly<Record<string, string>>,
  groupBy: readonly string[],
): readonly string[] {
  return [...new Set([...RESERVED, ...Object.keys(labels), ...groupBy])];
}

/** incident_by names labels; one that no alert of the rule has would join all of them into one incident. */
export function checkIncidentBy(
  incidentBy: readonly string[],
  known: readonly string[],
  fromFile: string | undefined,
  context: RuleContext,
): void {
  incidentBy.forEach((name, index) => {
    if (known.includes(name)) return;
    const origin = fromFile === undefined ? "" : ` (incident_by of ${fromFile})`;
    context.report(fromFile === undefined ? ["incident_by", index] : [], {
      code: "rule/unknown-label",
      message: `\`${name}\`${origin} is no label of this rule's alerts`,
      hint: `they have ${known.join(", ")}`,
    });
  });
}
