/** The rules by which Tocsin speaks about itself; they ship enabled, stand in no file, and no file may use their prefix. */
export type SelfRuleId = "tocsin-rule-file" | "tocsin-template" | "tocsin-config";

const IDS: Readonly<Record<SelfRuleId, true>> = {
  "tocsin-rule-file": true,
  "tocsin-template": true,
  "tocsin-config": true,
};

export function isSelfRule(id: string): id is SelfRuleId {
  return Object.hasOwn(IDS, id);
}
