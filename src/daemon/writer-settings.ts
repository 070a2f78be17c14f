import type { Config } from "../config/config.ts";
import type { Lane } from "../incidents/notify-policy.ts";
import type { KeptRuleFile } from "../model/rule-text.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import { addressesOf } from "./known-addresses.ts";
import type { SourceDefaults } from "./line-reading.ts";
import type { LoadedFiles } from "./load-files.ts";
import { plainInhibitRule, plainRoute } from "./plain-data.ts";
import { redactedInhibitRule, redactedRoute } from "./redacted-route.ts";
import type { LiveWriterSettings } from "./thread-settings.ts";

const minuteMs = 60_000;

/** An alert this soon after its incident resolved reopens it; log time. */
export const reopenWithinMs = 15 * minuteMs;

/** What the writer needs of the files, as plain data. */
export function liveWriterSettings(
  { config, rules }: Pick<LoadedFiles, "config" | "rules">,
  redact: RedactText,
  lanes: readonly Lane[],
): LiveWriterSettings {
  return {
    rules: rules.texts,
    goodRuleFiles: rules.good.filter((file) => isStorable(file, redact)),
    book: {
      lanes,
      route: config.route === undefined ? undefined : plainRoute(redactedRoute(config.route, redact)),
      inhibitRules: config.inhibitRules.map((rule) => plainInhibitRule(redactedInhibitRule(rule, redact))),
      info: config.info,
      ...(config.fallbackReceiver === undefined ? {} : { fallbackReceiver: config.fallbackReceiver }),
      catchUpMs: config.catchUpMs,
      reopenWithinMs,
    },
    delayMs: longestDelayMs(config),
    maxSkewMs: config.maxSkewMs,
    latenessMs: config.latenessMs,
    idleAfterMs: config.idleAfterMs,
    redaction: config.redact,
    knownAddresses: addressesOf({ config, rules }),
    retention: config.retention,
    sourceDefaults: sourceDefaults(config, redact),
    taxonomy: config.taxonomy,
  };
}

/** The position waits for the slowest source. */
export function longestDelayMs({ sources, delayMs }: Pick<Config, "sources" | "delayMs">): number {
  return sources.reduce((longest, source) => Math.max(longest, source.delayMs), delayMs);
}

/** What must not be stored is not, and altered it would be another rule: such a file is only kept in memory. */
function isStorable({ path, text, defaults }: KeptRuleFile, redact: RedactText): boolean {
  return [path, text, ...defaults.map((one) => one.text)].every((part) => redact(part) === part);
}

/** By the name that stands in the store. */
function sourceDefaults(config: Config, redact: RedactText): Record<string, SourceDefaults> {
  const byName: Record<string, SourceDefaults> = {};
  const all = [...config.sources, ...config.syslog];
  for (const { name, timeZone, fields, service, env, team, tenant } of all) {
    byName[redact(name)] = {
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(fields === undefined ? {} : { fields }),
      ...(service === undefined ? {} : { service: redact(service) }),
      ...(env === undefined ? {} : { env: redact(env) }),
      ...(team === undefined ? {} : { team: redact(team) }),
      ...(tenant === undefined ? {} : { tenant: redact(tenant) }),
    };
  }
  return byName;
}
