import type { RedactionSettings } from "../redact/redaction-settings.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";

/** The redactor of the configuration in force: whoever holds it redacts by what a reload changes. */
export interface LiveRedactor extends Redactor {
  readonly change: (settings: RedactionSettings, knownAddresses: readonly string[]) => void;
}

/** `knownAddresses`: those that may be shown; none for log lines. */
export function createLiveRedactor(
  key: string,
  settings: RedactionSettings,
  knownAddresses: readonly string[],
): LiveRedactor {
  let current = createRedactor({ key, settings, knownAddresses });
  return {
    redactLine: (line) => current.redactLine(line),
    redactText: (text) => current.redactText(text),
    change(next, nextAddresses) {
      current = createRedactor({ key, settings: next, knownAddresses: nextAddresses });
    },
  };
}
