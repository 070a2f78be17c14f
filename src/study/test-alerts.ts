import type { AlertState, AlertValue, Group, ResolveReason, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Severity } from "../model/rule.ts";
import { testStart } from "./test-entries.ts";

/** An alert of a test as it came into its state. Times are ms from the test's start. */
export interface SeenAlert {
  readonly at: number;
  readonly state: AlertState;
  readonly group: Group;
  readonly tenant: string | undefined;
  readonly value: AlertValue;
  readonly severity: Severity;
  readonly reason: ResolveReason | null;
  readonly startedAt: number;
}

/** All that happened in a test. */
export interface SeenTimeline {
  /** Changes of state, in order. */
  readonly transitions: readonly SeenAlert[];
  /** The last that is known of each alert at an instant; resolved ones are among them. */
  readonly alertsAt: (at: number) => readonly SeenAlert[];
}

export function seenTimeline(transitions: readonly Transition[], severity: Severity): SeenTimeline {
  // An escalation is no change of state, but the alert is another from there on.
  const steps: SeenAlert[] = [];
  const severities = new Map<string, Severity>();
  for (const transition of transitions) {
    const key = alertKey(transition);
    if (transition.escalatedTo !== undefined) severities.set(key, transition.escalatedTo);
    steps.push(seen(transition, severities.get(key) ?? severity));
    if (transition.state === "resolved") severities.delete(key);
  }
  return {
    transitions: steps.filter((_, place) => transitions[place]?.escalatedTo === undefined),
    alertsAt(at) {
      const last = new Map<string, SeenAlert>();
      for (const step of steps) if (step.at <= at) last.set(alertKey(step), step);
      return [...last.values()];
    },
  };
}

function alertKey({ tenant, group }: Pick<Transition, "tenant" | "group">): string {
  return canonicalJson([tenant ?? null, group]);
}

function seen(transition: Transition, severity: Severity): SeenAlert {
  const { at, state, group, tenant, value, reason, startedAt } = transition;
  return {
    at: at - testStart,
    state,
    group,
    tenant,
    value,
    severity,
    reason,
    startedAt: startedAt - testStart,
  };
}
