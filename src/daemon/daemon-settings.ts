import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { Templates } from "../render/load-templates.ts";
import type { ClockSettings } from "./clock.ts";
import type { RuleText } from "./thread-settings.ts";

/** What a daemon is started with. */
export interface DaemonSettings {
  readonly config: Config;
  readonly ruleTexts: readonly RuleText[];
  /** Ids of the rules that are judged. */
  readonly ruleIds: ReadonlySet<string>;
  /** Read and tried while the writer starts, which takes about as long. */
  readonly loadTemplates: () => Promise<Templates>;
  readonly clock: ClockSettings;
  readonly redactionKey: string;
  readonly log: Logger;
  /** The writer is gone; nothing is judged any more. */
  readonly onFatal: (reason: string) => void;
}
