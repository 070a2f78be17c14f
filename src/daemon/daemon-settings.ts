import type { Logger } from "pino";
import type { ParsedConfig } from "../config/parse-config.ts";
import type { ClockSettings } from "./clock.ts";
import type { LiveRedactor } from "./live-redactor.ts";
import type { LoadedFiles } from "./load-files.ts";

/** What a daemon is started with. */
export interface DaemonSettings {
  readonly loaded: LoadedFiles;
  /** Absent: what it was started with is all the configuration there is. */
  readonly configFile?: ConfigFile;
  readonly clock: ClockSettings;
  /** Log time from which a directory in which nothing was judged is judged; absent: from the first entry to come. */
  readonly from?: number;
  readonly redactionKey: string;
  readonly redactor: LiveRedactor;
  readonly log: Logger;
  /** The writer is gone; nothing is judged any more. */
  readonly onFatal: (reason: string) => void;
}

/** The configuration, to be read again. */
export interface ConfigFile {
  readonly path: string;
  readonly read: () => ParsedConfig;
}
