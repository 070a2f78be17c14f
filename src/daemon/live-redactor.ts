import type { RedactionSettings } from "../redact/redaction-settings.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";

/** The redactor of the configuration in force: whoever holds it redacts by what a reload changes. */
export interface LiveRedactor extends Redactor {
  readonly change: (settings: RedactionSettings) => void;
}

export function createLiveRedactor(key: string, settings: RedactionSettings): LiveRedactor {
  let current = createRedactor({ key, settings });
  return {
    redactLine: (line) => current.redactLine(line),
    redactText: (text) => current.redactText(text),
    change(next) {
      current = createRedactor({ key, settings: next });
    },
  };
}
