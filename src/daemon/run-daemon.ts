import { type DestinationStream, pino } from "pino";
import type { Config } from "../config/config.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { KeptRuleFile } from "../model/rule-text.ts";
import { redactDiagnostic } from "../redact/redact-model.ts";
import { lockDataDirectory, type Daemon as RunningElsewhere } from "../store/data-directory.ts";
import { openStores } from "../store/open-stores.ts";
import type { ClockSettings } from "./clock.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import type { ConfigFile } from "./daemon-settings.ts";
import { addressesOf } from "./known-addresses.ts";
import { createLiveRedactor } from "./live-redactor.ts";
import { diagnosticsOf, loadFiles } from "./load-files.ts";
import { redactionKey } from "./redaction-key.ts";

export interface RunSettings {
  readonly config: Config;
  /** Absent: the configuration is no file, so only rules and templates are read again. */
  readonly configFile?: ConfigFile;
  readonly clock: ClockSettings;
  /** Log time from which a directory in which nothing was judged is judged; absent: from the first entry to come. */
  readonly from?: number;
  /** Where the daemon's log goes, as JSON lines. */
  readonly logTo: DestinationStream;
  readonly onFatal: (reason: string) => void;
}

export type Started =
  | {
      readonly state: "running";
      readonly daemon: Daemon;
      readonly rules: number;
      /** What was wrong with rules and templates; the rest runs. */
      readonly diagnostics: readonly Diagnostic[];
    }
  /** Another process has the data directory. */
  | { readonly state: "held"; readonly by: RunningElsewhere | undefined };

/** Takes the data directory, reads rules and templates, and starts the daemon over them. */
export async function runDaemon(settings: RunSettings): Promise<Started> {
  const { config, configFile, clock, logTo, onFatal } = settings;
  const lock = lockDataDirectory(config.data);
  if ("heldBy" in lock) return { state: "held", by: lock.heldBy };
  try {
    const loaded = await loadFiles(config, knownRuleFiles(config.data));
    const key = redactionKey(config.data);
    const redactor = createLiveRedactor(key, config.redact, addressesOf(loaded));
    const { redactText } = redactor;
    // A line of JSON stays one, so nothing gets past it into the log.
    const log = pino({ base: null, hooks: { streamWrite: redactText } }, logTo);
    const daemon = await startDaemon({
      loaded,
      ...(configFile === undefined ? {} : { configFile }),
      clock,
      ...(settings.from === undefined ? {} : { from: settings.from }),
      redactionKey: key,
      redactor,
      log,
      onFatal(reason) {
        log.fatal({ reason: redactText(reason) }, "stopped");
        onFatal(redactText(reason));
      },
    });
    lock.announce(daemon.address);
    return {
      state: "running",
      rules: loaded.rules.rules.filter((rule) => rule.enabled).length,
      diagnostics: diagnosticsOf(loaded).map((one) => redactDiagnostic(one, redactText)),
      daemon: {
        ...daemon,
        async stop() {
          await daemon.stop();
          lock.release();
        },
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Last versions of rule files that loaded, from before the last stop. Makes the store where there is none yet. */
function knownRuleFiles(dataDir: string): readonly KeptRuleFile[] {
  const stores = openStores(dataDir);
  try {
    return stores.state.ruleFiles();
  } finally {
    stores.close();
  }
}
