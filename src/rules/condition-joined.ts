import { z } from "zod";
import type { AllOfCondition, AnyOfCondition, NamedConditions, SingleCondition } from "../model/condition.ts";
import type { ConditionContext, ConditionReader } from "./condition-context.ts";

/** Conditions that one rule may join. */
export const maxParts = 10;

const PART_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

const conditions = z.record(z.string(), z.unknown());
const allOfSchema = z.strictObject({ type: z.literal("all_of"), conditions });
const anyOfSchema = z.strictObject({ type: z.literal("any_of"), conditions });

export const allOfCondition: ConditionReader<AllOfCondition> = {
  schema: allOfSchema,
  read(context) {
    const parts = readParts(context.shape(allOfSchema).conditions, context);
    return parts === undefined ? undefined : { type: "all_of", conditions: parts };
  },
};

export const anyOfCondition: ConditionReader<AnyOfCondition> = {
  schema: anyOfSchema,
  read(context) {
    const parts = readParts(context.shape(anyOfSchema).conditions, context);
    return parts === undefined ? undefined : { type: "any_of", conditions: parts };
  },
};

/** Undefined where one of them is wrong. */
function readParts(
  written: Readonly<Record<string, unknown>> | undefined,
  context: ConditionContext,
): NamedConditions | undefined {
  if (written === undefined) return undefined;
  const names = Object.keys(written);
  if (names.length === 0) {
    const message = "`conditions` names no condition";
    context.problem(["conditions"], { code: "rule/missing-key", message, hint: "write `name: {type: …}`" });
  }
  if (names.length > maxParts) {
    const message = `\`conditions\` has ${names.length} conditions, allowed are ${maxParts}`;
    const hint = "write several rules with the same `incident_by`";
    context.problem(["conditions"], { code: "rule/too-many", message, hint });
  }
  const parts: [string, SingleCondition][] = [];
  for (const name of names) {
    if (!PART_NAME.test(name)) {
      const message = `\`${name}\` is no name of a condition: a letter, then letters, digits, _ and -`;
      context.problem(["conditions", name], { code: "rule/bad-name", message, hint: "such as `slow`" });
      continue;
    }
    const part = context.part(["conditions", name]);
    if (part !== undefined) parts.push([name, part]);
  }
  if (names.length === 0 || parts.length < names.length) return undefined;
  return Object.fromEntries(parts);
}
