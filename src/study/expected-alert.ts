import type { AlertValue } from "../model/alert.ts";
import type { ExpectedAlert } from "../rules/rule-test-schema.ts";
import type { SeenAlert } from "./test-alerts.ts";

/** Fewer decimals than this are meant exactly: 0.5 is a half. With as many, 0.333 is what a third looks like. */
const roundedFromDecimals = 3;

/** Whether an alert is what is expected: everything that is written must be so, and what is not is not asked. */
export function isAsExpected(expected: ExpectedAlert, alert: SeenAlert): boolean {
  const { state, group = {}, tenant, value, severity, reason, started_at: startedAt } = expected;
  return (
    state === alert.state &&
    Object.entries(group).every(([name, one]) => (alert.group[name] ?? null) === one) &&
    (tenant === undefined || tenant === alert.tenant) &&
    (value === undefined || isValue(value, alert.value)) &&
    (severity === undefined || severity === alert.severity) &&
    (reason === undefined || reason === alert.reason) &&
    (startedAt === undefined || startedAt === alert.startedAt)
  );
}

function isValue(expected: NonNullable<ExpectedAlert["value"]> | null, value: AlertValue): boolean {
  if (typeof expected === "number") return typeof value === "number" && isNumber(expected, value);
  if (typeof expected !== "object" || expected === null) return expected === value;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(expected).every(([name, one]) => isValue(one, value[name] ?? null));
}

function isNumber(expected: number, value: number): boolean {
  if (expected === value) return true;
  const decimals = String(expected).split(".")[1]?.length ?? 0;
  return decimals >= roundedFromDecimals && value.toFixed(decimals) === expected.toFixed(decimals);
}

/** What of two lists belongs together, and what is left over. */
export interface Pairing {
  readonly met: readonly SeenAlert[];
  readonly missing: readonly ExpectedAlert[];
  readonly surplus: readonly SeenAlert[];
}

/**
 * Each expectation takes one alert. One that asks little must not take away what another needs, so pairs are changed
 * while that serves more of them.
 */
export function pairUp(expected: readonly ExpectedAlert[], alerts: readonly SeenAlert[]): Pairing {
  const takenBy = new Map<SeenAlert, ExpectedAlert>();
  function serve(one: ExpectedAlert, tried: Set<SeenAlert>): boolean {
    for (const alert of alerts) {
      if (tried.has(alert) || !isAsExpected(one, alert)) continue;
      tried.add(alert);
      const holder = takenBy.get(alert);
      if (holder !== undefined && !serve(holder, tried)) continue;
      takenBy.set(alert, one);
      return true;
    }
    return false;
  }
  const missing = expected.filter((one) => !serve(one, new Set()));
  return {
    met: alerts.filter((alert) => takenBy.has(alert)),
    missing,
    surplus: alerts.filter((alert) => !takenBy.has(alert)),
  };
}
