import type { SingleCondition } from "../model/condition.ts";
import { absence } from "./absence.ts";
import { any } from "./any.ts";
import { change } from "./change.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { consecutive } from "./consecutive.ts";
import { count } from "./count.ts";
import { distinct } from "./distinct.ts";
import { metric } from "./metric.ts";
import { newValue } from "./new-value.ts";
import { ratio } from "./ratio.ts";
import { sequence } from "./sequence.ts";

type SingleType = SingleCondition["type"];
type KindOf<T extends SingleType> = ConditionKind<Extract<SingleCondition, { type: T }>>;

/** Every condition that looks at entries; the conditions that join such are made of these. */
const KINDS = {
  any,
  count,
  consecutive,
  ratio,
  metric,
  distinct,
  absence,
  new_value: newValue,
  change,
  sequence,
};

/** How the engine handles a condition that looks at entries. */
export function singleKind<T extends SingleType>(
  condition: Extract<SingleCondition, { type: T }>,
): KindOf<T> {
  // Each kind reads back only what it saved itself, which the types cannot know.
  const kinds = KINDS as unknown as { readonly [K in SingleType]: KindOf<K> };
  return kinds[condition.type as T];
}
