import { parentPort, workerData } from "node:worker_threads";
import { SELF_RULES } from "../alerts/self-rules.ts";
import { redactLeaves } from "../redact/redact-leaves.ts";
import { createRedactor } from "../redact/redactor.ts";
import { readRuleTexts } from "../rules/kept-rules.ts";
import { openStoresForReading } from "../store/open-stores.ts";
import { readBrief } from "./incident-brief.ts";
import { runbookReader } from "./runbook-files.ts";
import type { ReaderThreadSettings } from "./thread-settings.ts";

/** What may be asked of the reader. */
export interface BriefRequest {
  readonly type: "brief";
  readonly incident: number;
  /** Log time. */
  readonly now: number;
}

// Row data from our own main thread, whose types both sides share.
const settings = workerData as ReaderThreadSettings;
const stores = openStoresForReading(settings.dataDir);
const rules = [...SELF_RULES, ...readRuleTexts(settings.rules)];
const { redactText } = createRedactor(settings.redaction);
const sources = {
  log: stores.log,
  state: stores.state,
  rules: new Map(rules.map((rule) => [rule.id, rule])),
  traceLink: settings.traceLink,
  runbook: runbookReader(settings.runbooks),
};

parentPort?.on("message", ({ id, request }: { id: number; request: BriefRequest }) => {
  try {
    // What rules and runbooks say was not redacted on its way in, as lines are.
    const value = redactLeaves(readBrief(request.incident, request.now, sources), redactText);
    parentPort?.postMessage({ kind: "reply", id, value });
  } catch (error) {
    parentPort?.postMessage({
      kind: "error",
      id,
      message: error instanceof Error ? error.message : String(error),
    });
  }
});
