import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { knownAddresses } from "../daemon/known-addresses.ts";
import { readRedactionKey } from "../daemon/redaction-key.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";
import { readRules } from "../rules/read-rules.ts";

/** Without a data directory there is no key of its own yet; what is printed is then redacted under this one. */
const keyOfNobody = "tocsin";

/** Redacts log lines as the daemon on the same configuration and data does. For commands that only read. */
export function redactorOf({ data, redact }: Pick<Config, "data" | "redact">): Redactor {
  return createRedactor({ key: readRedactionKey(data) ?? keyOfNobody, settings: redact });
}

/** The same for what is shown of the record, where the people of the configuration have their names. */
export function recordRedactorOf(config: Config): Redactor {
  const { data, redact } = config;
  const key = readRedactionKey(data) ?? keyOfNobody;
  const { rules } = readRules(readRuleFiles(config.rules).files);
  return createRedactor({ key, settings: redact, knownAddresses: knownAddresses(config, rules) });
}
