import { RE2JS } from "re2js";

/** UTF-16 units of one pattern. */
export const maxPatternLength = 1000;
/** Instructions of one compiled pattern; `(a{50}){50}` has some 2,500. */
export const maxPatternSize = 2000;

export type CompiledPattern =
  | { readonly test: (text: string) => boolean }
  | { readonly problem: string; readonly hint: string; readonly costly: boolean };

/** RE2: linear time whatever the text, so neither look-around nor back references. Unanchored, as in CEL. */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern.length > maxPatternLength) {
    return tooCostly(`the pattern has ${pattern.length} characters, allowed are ${maxPatternLength}`);
  }
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > maxPatternSize) {
      return tooCostly(`the pattern \`${pattern}\` compiles to ${size} steps, allowed are ${maxPatternSize}`);
    }
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "";
    if (reason.startsWith("invalid repeat count")) {
      return tooCostly(`the pattern \`${pattern}\` repeats something more than 1000 times`);
    }
    return { problem: `\`${pattern}\` is no pattern: ${reason}`, hint: patternHint(pattern), costly: false };
  }
}

function tooCostly(problem: string): CompiledPattern {
  return { problem, hint: "smaller repeat counts make it cheaper", costly: true };
}

function patternHint(pattern: string): string {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) {
    return 'there is no look-around; write a second test: `&& !field.matches("…")`';
  }
  if (/\\[1-9]/.test(pattern))
    return "there are no back references, so that every pattern runs in linear time";
  if (pattern.startsWith("*")) return "any text is `.*`, and `contains` needs no pattern";
  return 'the syntax is RE2; write r"…" so that `\\` stays as it is';
}
