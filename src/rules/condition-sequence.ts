import { z } from "zod";
import type { SequenceCondition, SequenceStep } from "../model/condition.ts";
import type { ConditionContext, ConditionReader } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

/** Steps of one sequence. */
export const maxSteps = 10;

const schema = z.strictObject({
  type: z.literal("sequence"),
  steps: z.array(z.strictObject({ match: z.string(), absent: z.boolean().optional() })),
  within: durationSchema({ positive: true }),
  hold: durationSchema({ positive: true }).optional(),
  until: z.string().optional(),
});

export const sequenceCondition: ConditionReader<SequenceCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const until = context.expression("until", keys.until);
    const written = keys.steps ?? [];
    if (keys.steps !== undefined) checkSteps(written, context);
    const all = written.map(({ match }, place) => readStep(match, place, context));
    const steps = all.filter((step) => step !== undefined);
    if (steps.length < 2 || steps.length < written.length || keys.within === undefined) return undefined;
    const absent = written.at(-1)?.absent === true ? steps.at(-1) : undefined;
    return {
      type: "sequence",
      steps: absent === undefined ? steps : steps.slice(0, -1),
      ...(absent === undefined ? {} : { absent }),
      withinMs: keys.within,
      holdMs: keys.hold ?? keys.within,
      ...(until === undefined ? {} : { until }),
    };
  },
};

function readStep(match: string, place: number, context: ConditionContext): SequenceStep | undefined {
  const expression = context.expression(["steps", place, "match"], match);
  return expression === undefined ? undefined : { match: expression };
}

function checkSteps(
  steps: readonly { readonly absent?: boolean | undefined }[],
  context: ConditionContext,
): void {
  if (steps.length < 2) {
    const message = "a sequence has at least two steps";
    context.problem(["steps"], { code: "rule/bad-steps", message, hint: "for one, take the type `any`" });
  }
  if (steps.length > maxSteps) {
    const message = `\`steps\` has ${steps.length} steps, allowed are ${maxSteps}`;
    const hint = "what has to come first and what last is often enough";
    context.problem(["steps"], { code: "rule/too-many", message, hint });
  }
  steps.forEach(({ absent }, place) => {
    if (absent !== true || place === steps.length - 1) return;
    const message = "only the last step can be `absent`";
    const hint = "what must not come in between is `until`";
    context.problem(["steps", place, "absent"], { code: "rule/bad-steps", message, hint });
  });
}
