import type { SignalListener } from "../detect/signal.ts";
import type { AlertState, ResolveReason } from "../model/alert.ts";

/** A transition as the life of one alert knows it; rule and group are added by its owner. */
export interface LifeChange {
  readonly at: number;
  readonly state: AlertState;
  readonly value: number | null;
  readonly startedAt: number;
  readonly evidenceFrom: number;
  readonly reason: ResolveReason | null;
}

export interface LifeTimings {
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** How long an unknown signal holds a firing alert. */
  readonly keepUnknownMs: number;
}

const never = Number.POSITIVE_INFINITY;

/**
 * true → pending; true for `for` without a break → firing (now − since >= for); false → resolved once false for
 * keep_firing_for. A pending that breaks, or whose signal becomes unknown, resolves as not_held. With `for: 0s`
 * only firing is told.
 */
export function createAlertLife(timings: LifeTimings, tell: (change: LifeChange) => void): SignalListener {
  let phase: "inactive" | "pending" | "firing" = "inactive";
  let startedAt = never;
  let evidenceFrom = never;
  // Since when a firing alert's signal is false or unknown, and the value that ended it.
  let endingSince = never;
  let endingUnknown = false;
  let endingValue: number | null = null;

  function change(at: number, state: AlertState, value: number | null, reason: ResolveReason | null): void {
    tell({ at, state, value, startedAt, evidenceFrom, reason });
  }

  function start(at: number, value: number | null, from: number): void {
    startedAt = at;
    evidenceFrom = Math.min(from, at);
    phase = timings.forMs === 0 ? "firing" : "pending";
    change(at, phase, value, null);
  }

  function resolve(at: number, value: number | null, reason: ResolveReason | null): void {
    change(at, "resolved", value, reason);
    phase = "inactive";
    endingSince = never;
  }

  function signalTrue(at: number, value: number | null, from: number): void {
    endingSince = never;
    if (phase === "inactive") start(at, value, from);
  }

  function signalEnds(at: number, value: number | null, unknown: boolean): void {
    if (phase === "inactive") return;
    if (phase === "pending") {
      resolve(at, value, "not_held");
      return;
    }
    if (endingSince !== never && endingUnknown === unknown) return;
    endingSince = at;
    endingUnknown = unknown;
    endingValue = value;
    if (!unknown && timings.keepFiringForMs === 0) resolve(at, value, null);
  }

  function endsAt(): number {
    return endingSince + (endingUnknown ? timings.keepUnknownMs : timings.keepFiringForMs);
  }

  return {
    nextTimer() {
      if (phase === "pending") return startedAt + timings.forMs;
      return phase === "firing" && endingSince !== never ? endsAt() : never;
    },
    onSignal(at, signal, value, from) {
      if (signal === true) signalTrue(at, value, from);
      else signalEnds(at, value, signal === "unknown");
    },
    onTimer(at, value) {
      if (phase === "pending") {
        phase = "firing";
        change(at, "firing", value, null);
      } else if (phase === "firing" && endingSince !== never) {
        resolve(at, endingValue, endingUnknown ? "no_data" : null);
      }
    },
    idle: () => phase === "inactive",
  };
}
