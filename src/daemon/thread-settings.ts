import type { RetentionConfig } from "../config/config.ts";
import type { BookSettings } from "../incidents/incident-book.ts";
import type { RedactionSettings } from "../redact/redaction-settings.ts";
import type { ClockSettings } from "./clock.ts";
import type { SourceDefaults } from "./line-reading.ts";
import type { PlainRoute } from "./plain-data.ts";

/** A rule file as read; each thread compiles its own expressions, since functions do not travel. */
export interface RuleText {
  readonly path: string;
  readonly text: string;
}

/** What the writer thread is given: plain data. */
export interface WriterThreadSettings {
  readonly dataDir: string;
  readonly ruleTexts: readonly RuleText[];
  readonly clock: ClockSettings;
  /** The route as plain data; absent: nobody is told. */
  readonly book: Omit<BookSettings, "route"> & { readonly route: PlainRoute | undefined };
  readonly delayMs: number;
  readonly maxSkewMs: number;
  readonly idleAfterMs: number;
  readonly redaction: { readonly key: string; readonly settings: RedactionSettings };
  readonly retention: RetentionConfig;
  readonly sourceDefaults: Readonly<Record<string, SourceDefaults>>;
}

/** What the reader thread is given. */
export interface ReaderThreadSettings {
  readonly redaction: WriterThreadSettings["redaction"];
  readonly dataDir: string;
  readonly ruleTexts: readonly RuleText[];
  readonly runbooks: string;
  readonly traceLink: string | undefined;
}
