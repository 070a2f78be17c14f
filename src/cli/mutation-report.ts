import type { MutationOutcome } from "../study/mutate-rule.ts";
import { printable } from "./terminal-text.ts";

/** A rule's mutants: how many its tests killed, and each that survived, with its place. */
export function mutantLines({ tried, survivors }: MutationOutcome, file: string): readonly string[] {
  return [
    `mutants: ${tried - survivors.length} of ${tried} killed`,
    ...survivors.map(({ words, line }) => `  survived  ${printable(`${words}  ${file}:${line}`)}`),
  ];
}

/** 0 to 1; undefined where nothing was tried. */
export function mutationScore(outcomes: readonly MutationOutcome[]): number | undefined {
  const tried = outcomes.reduce((sum, one) => sum + one.tried, 0);
  if (tried === 0) return undefined;
  return killedOf(outcomes) / tried;
}

/** Rounded down, so that 100 % means all. */
export function scoreWords(outcomes: readonly MutationOutcome[]): string {
  const score = mutationScore(outcomes);
  if (score === undefined) return "mutation score: no mutant was tried";
  const tried = outcomes.reduce((sum, one) => sum + one.tried, 0);
  return `mutation score: ${Math.floor(score * 100)} %, ${killedOf(outcomes)} of ${tried} mutants killed`;
}

function killedOf(outcomes: readonly MutationOutcome[]): number {
  return outcomes.reduce((sum, { tried, survivors }) => sum + tried - survivors.length, 0);
}
