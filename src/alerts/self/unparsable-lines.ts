import type { SelfFinding } from "./self-finding.ts";

/** What one source brought of late. */
export interface RecentLines {
  readonly source: string;
  readonly read: number;
  readonly unparsable: number;
  /** Wall clock of the oldest line counted. */
  readonly since: number;
}

/** Fewer lines say nothing about a format. */
export const minLines = 20;

/** Sources of whose lines too many cannot be read: a format has changed, or the wrong one is configured. */
export function unparsableSources(
  sources: readonly RecentLines[],
  aboveShare: number,
): readonly SelfFinding[] {
  return sources
    .filter(({ read, unparsable }) => read >= minLines && unparsable / read > aboveShare)
    .map(({ source, read, unparsable, since }) => ({
      rule: "tocsin-unparsable-lines",
      group: { source },
      since,
      value: unparsable / read,
      title: `more than ${Math.round(aboveShare * 100)} % of the lines of ${source} cannot be read: \`tocsin status\` shows one of each kind`,
    }));
}
