/** The rules by which Tocsin speaks about itself; they ship enabled, stand in no file, and no file may use their prefix. */
export type SelfRuleId =
  | "tocsin-rule-file"
  | "tocsin-template"
  | "tocsin-config"
  | "tocsin-caught-up"
  | "tocsin-source-silent"
  | "tocsin-unparsable-lines"
  | "tocsin-rule-in-error"
  | "tocsin-rule-overflow"
  | "tocsin-dead-rule"
  | "tocsin-delivery-failing"
  | "tocsin-disk-nearly-full";

const IDS: Readonly<Record<SelfRuleId, true>> = {
  "tocsin-rule-file": true,
  "tocsin-template": true,
  "tocsin-config": true,
  "tocsin-caught-up": true,
  "tocsin-source-silent": true,
  "tocsin-unparsable-lines": true,
  "tocsin-rule-in-error": true,
  "tocsin-rule-overflow": true,
  "tocsin-dead-rule": true,
  "tocsin-delivery-failing": true,
  "tocsin-disk-nearly-full": true,
};

export function isSelfRule(id: string): id is SelfRuleId {
  return Object.hasOwn(IDS, id);
}
