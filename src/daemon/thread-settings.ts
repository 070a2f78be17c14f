import type { RetentionConfig } from "../config/config.ts";
import type { Taxonomy } from "../formats/taxonomy.ts";
import type { KeptRuleFile, RuleTexts } from "../model/rule-text.ts";
import type { RedactionSettings } from "../redact/redaction-settings.ts";
import type { ClockSettings } from "./clock.ts";
import type { SourceDefaults } from "./line-reading.ts";
import type { PlainBook } from "./plain-data.ts";

/** What the writer thread is given at its start, and not again: plain data. */
export interface WriterThreadSettings {
  readonly dataDir: string;
  readonly clock: ClockSettings;
  readonly redactionKey: string;
  /** Where nothing was judged yet: log time from which what is stored already is judged. Absent: nothing of it. */
  readonly from?: number;
  readonly live: LiveWriterSettings;
}

/** What may change while it runs. */
export interface LiveWriterSettings {
  /** Each thread compiles its own expressions, since functions do not travel. */
  readonly rules: RuleTexts;
  /** Last good versions of rule files, for the record. */
  readonly goodRuleFiles: readonly KeptRuleFile[];
  readonly book: PlainBook;
  readonly delayMs: number;
  readonly maxSkewMs: number;
  /** Heeded at the start. */
  readonly latenessMs: number;
  readonly idleAfterMs: number;
  readonly redaction: RedactionSettings;
  /** May be shown anywhere but in log lines. */
  readonly knownAddresses: readonly string[];
  /** Taken at start only. */
  readonly retention: RetentionConfig;
  readonly sourceDefaults: Readonly<Record<string, SourceDefaults>>;
  readonly taxonomy?: Taxonomy;
}

/** What the reader thread is given; where it changes, another one is started. */
export interface ReaderThreadSettings {
  readonly redaction: {
    readonly key: string;
    readonly settings: RedactionSettings;
    readonly knownAddresses: readonly string[];
  };
  readonly dataDir: string;
  readonly rules: RuleTexts;
  readonly runbooks: string;
  readonly traceLink: string | undefined;
}
