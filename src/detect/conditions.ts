import type { Condition, ConditionType } from "../model/condition.ts";
import { any } from "./any.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { consecutive } from "./consecutive.ts";
import { count } from "./count.ts";
import { metric } from "./metric.ts";
import { ratio } from "./ratio.ts";

type KindOf<T extends ConditionType> = ConditionKind<Extract<Condition, { type: T }>>;

/** One file per condition; a type that is missing here does not compile. */
const KINDS = { any, count, consecutive, ratio, metric };

/** How the engine handles a condition. */
export function conditionKind<T extends ConditionType>(
  condition: Extract<Condition, { type: T }>,
): KindOf<T> {
  // Each kind reads back only what it saved itself, which the types cannot know.
  const kinds = KINDS as unknown as { readonly [K in ConditionType]: KindOf<K> };
  return kinds[condition.type as T];
}
