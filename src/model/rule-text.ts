/** A rule file as read, and where it stands. */
export interface RuleText {
  readonly path: string;
  readonly text: string;
}

/** A version of a rule file that loaded, with the `_defaults.yaml` that held for it then. */
export interface KeptRuleFile extends RuleText {
  readonly defaults: readonly RuleText[];
}

/** The texts that rules are read from. */
export interface RuleTexts {
  /** Read together, as they are on disk. */
  readonly files: readonly RuleText[];
  /** Last good versions of files that do not load now; each is read by itself. */
  readonly kept: readonly KeptRuleFile[];
}
