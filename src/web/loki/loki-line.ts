/** One line of a push. */
export interface LokiLine {
  /** The stream's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Lines of one push. */
export const maxLokiLines = 100_000;

/** A push of this line alone, as Loki's JSON, with the tenant beside it: what is stored, and read like any other line. */
export function lokiLineText({ labels, time, line, metadata }: LokiLine, tenant: string | undefined): string {
  const value = Object.keys(metadata).length === 0 ? [String(time), line] : [String(time), line, metadata];
  return JSON.stringify({ ...(tenant === undefined ? {} : { tenant }), stream: labels, values: [value] });
}

export function emptyLabels(): Record<string, string> {
  return Object.create(null);
}
