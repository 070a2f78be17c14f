import { type DestinationStream, pino } from "pino";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { redactDiagnostic } from "../redact/redact-model.ts";
import { createRedactor } from "../redact/redactor.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { readRules } from "../rules/read-rules.ts";
import { lockDataDirectory, type Daemon as RunningElsewhere } from "../store/data-directory.ts";
import { checkRetention } from "./check-retention.ts";
import type { ClockSettings } from "./clock.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { redactionKey } from "./redaction-key.ts";
import { rulePlace } from "./rule-place.ts";

export interface RunSettings {
  readonly config: Config;
  readonly clock: ClockSettings;
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
export async function runDaemon({ config, clock, logTo, onFatal }: RunSettings): Promise<Started> {
  const lock = lockDataDirectory(config.data);
  if ("heldBy" in lock) return { state: "held", by: lock.heldBy };
  try {
    const files = readRuleFiles(config.rules);
    const ruleTexts = files.files.map(({ path, text }) => ({ path: rulePlace(path, config.runbooks), text }));
    const { rules, diagnostics } = readRules(ruleTexts);
    const enabled = rules.filter((rule) => rule.enabled);
    const key = redactionKey(config.data);
    const { redactText } = createRedactor({ key, settings: config.redact });
    // A line of JSON stays one, so nothing gets past it into the log.
    const log = pino({ base: null, hooks: { streamWrite: redactText } }, logTo);
    const found: Diagnostic[] = [
      ...files.diagnostics,
      ...diagnostics,
      ...checkRetention(rules, config.retention.maxAgeMs, ruleTexts),
    ];
    const daemon = await startDaemon({
      config,
      ruleTexts,
      ruleIds: new Set(enabled.map((rule) => rule.id)),
      async loadTemplates() {
        const loaded = loadTemplates(await readTemplateFiles(config.templates));
        found.push(...loaded.diagnostics);
        return loaded.templates;
      },
      clock,
      redactionKey: key,
      log,
      onFatal(reason) {
        log.fatal({ reason: redactText(reason) }, "stopped");
        onFatal(redactText(reason));
      },
    });
    lock.announce(daemon.address);
    return {
      state: "running",
      rules: enabled.length,
      diagnostics: found.map((one) => redactDiagnostic(one, redactText)),
      daemon: {
        address: daemon.address,
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
