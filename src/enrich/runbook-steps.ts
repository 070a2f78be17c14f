import { fenceAfter, plainText } from "../model/markdown-section.ts";

/** Steps shown with an incident; the runbook has them all. */
export const maxSteps = 5;

/** Further indented ones belong to a list within an item. */
const item = /^ ?(?:[-*+]|\d{1,9}[.)])[ \t]+(\S.*)$/;

/**
 * The first list items of a section, without the lists inside them. An item goes on over the lines that wrap it and
 * ends at a blank line, a nested list, a code fence or a heading.
 */
export function firstSteps(lines: readonly string[]): readonly string[] {
  const steps: string[] = [];
  let current: string[] | undefined;
  let open: string | undefined;
  for (const line of lines) {
    const wasOpen = open !== undefined;
    open = fenceAfter(line.trimStart(), open);
    const text = wasOpen || open !== undefined ? undefined : item.exec(line)?.[1];
    if (text !== undefined) {
      if (steps.length === maxSteps) break;
      current = [text];
      steps.push(text);
      continue;
    }
    if (current === undefined || wasOpen || open !== undefined || !continues(line)) {
      current = undefined;
      continue;
    }
    current.push(line.trim());
    steps[steps.length - 1] = current.join(" ");
  }
  return steps.map(plainText);
}

/** A wrapped line is indented below its item and starts no list of its own. */
function continues(line: string): boolean {
  return /^\s+\S/.test(line) && !/^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line);
}
