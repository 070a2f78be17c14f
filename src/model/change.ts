/** Something that was changed and may explain what came after: a deploy, a new configuration, a switch. */
export interface Change {
  /** When it happened, epoch ms. */
  readonly at: number;
  /** What was changed; absent where it concerns everything. */
  readonly service: string | undefined;
  /** One line, such as "athens v0.15.1". */
  readonly title: string;
  /** Where to read on: http or https. */
  readonly url: string | undefined;
  readonly who: string | undefined;
}

/** Characters of a change's title. */
export const maxChangeTitle = 200;
/** Characters of its other texts. */
export const maxChangeText = 2_000;
/** Reported changes are kept this long, ms: a message asks for the last half hour, a person for the last quarter. */
export const maxChangeAgeMs = 90 * 86_400_000;
