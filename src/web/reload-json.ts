import type { Json } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { ReloadReport, WarmingRule } from "../ports/reload.ts";

/** As `POST /-/reload` answers it, and `GET /api/v1/status` shows the last one. */
export function reloadJson({
  at,
  ok,
  configTaken,
  rules,
  warming,
  needsRestart,
  diagnostics,
}: ReloadReport): Json {
  return {
    at: formatInstant(at),
    ok,
    config_taken: configTaken,
    rules,
    warming: warming.map(warmingJson),
    needs_restart: [...needsRestart],
    diagnostics: diagnostics.map((one) => ({ ...one })),
  };
}

export function warmingJson(warming: WarmingRule): Json {
  const { rule } = warming;
  return "until" in warming
    ? { rule, until: formatInstant(warming.until) }
    : { rule, read_percent: warming.readPercent };
}
