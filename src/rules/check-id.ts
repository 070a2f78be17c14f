import { z } from "zod";
import type { RuleContext } from "./rule-context.ts";

/** Characters of an id: it stands in messages, links and labels. */
export const maxIdLength = 80;

/** Lower-case words joined by hyphens. */
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function isRuleId(id: string): boolean {
  return id.length <= maxIdLength && ID.test(id);
}

/** Ids that begin so are those of Tocsin's rules about itself. */
export const reservedIdPrefix = "tocsin-";

/** For editors: any text is taken, and looked at afterwards. */
export const idSchema = z.string().meta({
  pattern: ID.source.replace("^", `^(?!${reservedIdPrefix})`),
  maxLength: maxIdLength,
});

export function checkId(id: string, context: RuleContext): boolean {
  if (id.startsWith(reservedIdPrefix)) {
    context.report(["id"], {
      code: "rule/bad-id",
      message: `\`${id}\`: ids that begin with \`${reservedIdPrefix}\` are those of Tocsin's rules about itself`,
      hint: "give the rule another name",
    });
    return false;
  }
  if (isRuleId(id)) return true;
  const suggestion = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, maxIdLength);
  context.report(["id"], {
    code: "rule/bad-id",
    message: `\`${id}\` is no id: lower-case words joined by hyphens, at most ${maxIdLength} characters`,
    hint: isRuleId(suggestion) ? `such as \`${suggestion}\`` : "such as `upstream-502`",
  });
  return false;
}
