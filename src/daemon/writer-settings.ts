import type { Config } from "../config/config.ts";
import type { Lane } from "../incidents/notify-policy.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { DaemonSettings } from "./daemon-settings.ts";
import type { SourceDefaults } from "./line-reading.ts";
import { plainRoute } from "./plain-data.ts";
import { redactedRoute } from "./redacted-route.ts";
import type { WriterThreadSettings } from "./thread-settings.ts";

const minuteMs = 60_000;

/** An alert this soon after its incident resolved reopens it; log time. */
export const reopenWithinMs = 15 * minuteMs;
/** What ended longer ago than this is on record, but nobody is told. */
export const catchUpMs = 24 * 60 * minuteMs;

/** The part of the configuration that the writer needs, as plain data. */
export function writerSettings(
  { config, ruleTexts, clock, redactionKey }: DaemonSettings,
  redact: RedactText,
  lanes: readonly Lane[],
): WriterThreadSettings {
  return {
    dataDir: config.data,
    ruleTexts,
    clock,
    book: {
      lanes,
      route: config.route === undefined ? undefined : plainRoute(redactedRoute(config.route, redact)),
      info: config.info,
      ...(config.fallbackReceiver === undefined ? {} : { fallbackReceiver: config.fallbackReceiver }),
      catchUpMs,
      reopenWithinMs,
    },
    // The position waits for the slowest source.
    delayMs: config.sources.reduce((longest, source) => Math.max(longest, source.delayMs), config.delayMs),
    maxSkewMs: config.maxSkewMs,
    idleAfterMs: config.idleAfterMs,
    redaction: { key: redactionKey, settings: config.redact },
    retention: config.retention,
    sourceDefaults: sourceDefaults(config, redact),
  };
}

/** By the name that stands in the store. */
function sourceDefaults(config: Config, redact: RedactText): Record<string, SourceDefaults> {
  const byName: Record<string, SourceDefaults> = {};
  for (const { name, timeZone, service, env, team, tenant } of config.sources) {
    byName[redact(name)] = {
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(service === undefined ? {} : { service: redact(service) }),
      ...(env === undefined ? {} : { env: redact(env) }),
      ...(team === undefined ? {} : { team: redact(team) }),
      ...(tenant === undefined ? {} : { tenant: redact(tenant) }),
    };
  }
  return byName;
}
