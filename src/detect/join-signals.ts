import type { Signal } from "./signal.ts";

/** Three-valued AND: one that is false decides, then one that is unknown. */
export function allOf(signals: readonly Signal[]): Signal {
  if (signals.includes(false)) return false;
  return signals.includes("unknown") ? "unknown" : true;
}

/** Three-valued OR: one that is true decides, then one that is unknown. */
export function anyOf(signals: readonly Signal[]): Signal {
  if (signals.includes(true)) return true;
  return signals.includes("unknown") ? "unknown" : false;
}
