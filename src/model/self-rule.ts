/** The rules by which Tocsin speaks about itself; they ship enabled, stand in no file, and no file may use their prefix. */
export type SelfRuleId = "tocsin-rule-file" | "tocsin-template" | "tocsin-config" | "tocsin-caught-up";

const IDS: Readonly<Record<SelfRuleId, true>> = {
  "tocsin-rule-file": true,
  "tocsin-template": true,
  "tocsin-config": true,
  "tocsin-caught-up": true,
};

export function isSelfRule(id: string): id is SelfRuleId {
  return Object.hasOwn(IDS, id);
}
