import { nearestName } from "./nearest-name.ts";
import type { RuleContext } from "./rule-context.ts";

/** Names that a title may hold besides the fields of group_by and the rule's labels. */
export const TITLE_NAMES: readonly string[] = ["value", "rule", "severity"];

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** A title is filled from the alert's labels only: a field that is not among them has no one value there. */
export function checkTitle(title: string, labels: readonly string[], context: RuleContext): void {
  const known = [...new Set([...labels, ...TITLE_NAMES])];
  if (title.trim() === "")
    context.report(["title"], {
      code: "rule/bad-title",
      message: "the title is empty",
      hint: "say in one line what a person should know: `{{service}} answers 502`",
    });
  for (const match of title.matchAll(PLACEHOLDER)) {
    const name = (match[1] ?? "").trim();
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    context.reportText(
      ["title"],
      { start: match.index, end: match.index + match[0].length },
      {
        code: "rule/bad-title",
        message: `\`${match[0]}\` is not known to the title`,
        hint:
          nearest === undefined
            ? `it may hold ${known.map((word) => `{{${word}}}`).join(", ")}; a further field must be in group_by`
            : `did you mean \`{{${nearest}}}\`?`,
      },
    );
  }
  const left = /\{\{|\}\}/.exec(title.replace(PLACEHOLDER, (whole) => " ".repeat(whole.length)));
  if (left === null) return;
  context.reportText(
    ["title"],
    { start: left.index, end: left.index + 2 },
    {
      code: "rule/bad-title",
      message: `\`${left[0]}\` has no other half`,
      hint: "a placeholder is written `{{name}}`",
    },
  );
}
