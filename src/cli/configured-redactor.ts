import type { Config } from "../config/config.ts";
import { readRedactionKey } from "../daemon/redaction-key.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";

/** Without a data directory there is no key of its own yet; what is printed is then redacted under this one. */
const keyOfNobody = "tocsin";

/** Redacts as the daemon on the same configuration and data does. For commands that only read. */
export function redactorOf({ data, redact }: Pick<Config, "data" | "redact">): Redactor {
  return createRedactor({ key: readRedactionKey(data) ?? keyOfNobody, settings: redact });
}
