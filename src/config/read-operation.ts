import type { Diagnostic } from "../model/diagnostic.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import { urlProblem } from "./address.ts";
import type { Config } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import { RETENTION_DEFAULTS, SELF_DEFAULTS } from "./operation-schema.ts";
import { readSecret, type SecretOrigins } from "./read-secret.ts";

const heartbeatEveryMs = 60_000;

/** A heartbeat more often than this would be load, not news. */
export const minHeartbeatMs = 1_000;

export function readRetention({ retention }: ConfigKeys): Config["retention"] {
  return {
    maxAgeMs: retention?.max_age ?? RETENTION_DEFAULTS.maxAgeMs,
    maxBytes: retention?.max_size ?? RETENTION_DEFAULTS.maxBytes,
    incidentsMaxAgeMs: retention?.incidents_max_age ?? RETENTION_DEFAULTS.incidentsMaxAgeMs,
  };
}

export function readSelf({ self }: ConfigKeys): Config["self"] {
  return {
    sourceSilentAfterMs: self?.source_silent_after ?? SELF_DEFAULTS.sourceSilentAfterMs,
    unparsableShare: self?.unparsable_share ?? SELF_DEFAULTS.unparsableShare,
    deadRuleAfterMs: self?.dead_rule_after ?? SELF_DEFAULTS.deadRuleAfterMs,
    deliveryFailingAfterMs: self?.delivery_failing_after ?? SELF_DEFAULTS.deliveryFailingAfterMs,
    diskFreeShare: self?.disk_free_share ?? SELF_DEFAULTS.diskFreeShare,
  };
}

/** The address that is told that judging goes on; it may be a secret, so no diagnostic shows it. */
export function readHeartbeat(
  { heartbeat }: ConfigKeys,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): Pick<Config, "heartbeat"> {
  if (heartbeat === undefined) return {};
  const { url: given, every = heartbeatEveryMs } = heartbeat;
  const report = (key: string, code: string, message: string, hint: string): void => {
    diagnostics.push(document.at(document.valueSpan(["heartbeat", key]), { code, message, hint }));
  };
  if (every < minHeartbeatMs)
    report("every", "config/bad-duration", "the heartbeat is too fast", "at least 1s");
  const url =
    typeof given === "string"
      ? { origin: "the configuration", reveal: () => given }
      : readSecret(given, ["heartbeat", "url"], document, origins, diagnostics);
  if (url === undefined) return {};
  const problem = urlProblem(url.reveal());
  if (problem !== undefined) {
    const what = typeof given === "string" ? "the address" : `what the ${url.origin} holds`;
    report("url", "config/bad-url", `${what} ${problem}`, "such as https://hc.example.com/ping/tocsin");
    return {};
  }
  return { heartbeat: { url, everyMs: every } };
}
