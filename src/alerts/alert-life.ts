import type { SavedLife } from "../detect/saved.ts";
import type { SignalListener, SignalSource } from "../detect/signal.ts";
import type { AlertState, AlertValue, ResolveReason } from "../model/alert.ts";

/** A transition as the life of one alert knows it; rule and group are added by its owner. */
export interface LifeChange {
  readonly at: number;
  readonly state: AlertState;
  readonly value: AlertValue;
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

type Life = Omit<SavedLife, "phase"> & { readonly phase: "inactive" | SavedLife["phase"] };

const unborn: Life = {
  phase: "inactive",
  startedAt: never,
  evidenceFrom: never,
  endingSince: never,
  endingUnknown: false,
  endingValue: null,
};

/**
 * true → pending; true for `for` without a break → firing (now − since >= for); false → resolved once false for
 * keep_firing_for. A pending that breaks, or whose signal becomes unknown, resolves as not_held. With `for: 0s`
 * only firing is told.
 */
export function createAlertLife(
  timings: LifeTimings,
  tell: (change: LifeChange) => void,
  saved?: SavedLife,
): SignalListener {
  // endingSince: since when a firing alert's signal is false or unknown; endingValue: the value that ended it.
  let { phase, startedAt, evidenceFrom, endingSince, endingUnknown, endingValue }: Life = saved ?? unborn;

  function change(at: number, state: AlertState, value: AlertValue, reason: ResolveReason | null): void {
    tell({ at, state, value, startedAt, evidenceFrom, reason });
  }

  function start(at: number, source: SignalSource): void {
    startedAt = at;
    evidenceFrom = Math.min(source.evidenceFrom(), at);
    phase = timings.forMs === 0 ? "firing" : "pending";
    change(at, phase, source.value(), null);
  }

  function resolve(at: number, value: AlertValue, reason: ResolveReason | null): void {
    change(at, "resolved", value, reason);
    phase = "inactive";
    endingSince = never;
  }

  function signalTrue(at: number, source: SignalSource): void {
    endingSince = never;
    if (phase === "inactive") start(at, source);
  }

  function signalEnds(at: number, source: SignalSource, unknown: boolean): void {
    if (phase === "inactive") return;
    if (phase === "pending") {
      resolve(at, source.value(), "not_held");
      return;
    }
    if (endingSince !== never && endingUnknown === unknown) return;
    endingSince = at;
    endingUnknown = unknown;
    endingValue = source.value();
    if (!unknown && timings.keepFiringForMs === 0) resolve(at, endingValue, null);
  }

  function endsAt(): number {
    return endingSince + (endingUnknown ? timings.keepUnknownMs : timings.keepFiringForMs);
  }

  return {
    nextTimer() {
      if (phase === "pending") return startedAt + timings.forMs;
      return phase === "firing" && endingSince !== never ? endsAt() : never;
    },
    onSignal(at, signal, source) {
      if (signal === true) signalTrue(at, source);
      else signalEnds(at, source, signal === "unknown");
    },
    onTimer(at, source) {
      if (phase === "pending") {
        phase = "firing";
        change(at, "firing", source.value(), null);
      } else if (phase === "firing" && endingSince !== never) {
        resolve(at, endingValue, endingUnknown ? "no_data" : null);
      }
    },
    idle: () => phase === "inactive",
    save: () =>
      phase === "inactive"
        ? null
        : { phase, startedAt, evidenceFrom, endingSince, endingUnknown, endingValue },
  };
}
