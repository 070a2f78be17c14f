import { readFileSync } from "node:fs";

/** Rules as the writer thread is given rule files. */
function mix(path: string): readonly { readonly path: string; readonly text: string }[] {
  return [{ path, text: readFileSync(new URL(path, import.meta.url), "utf8") }];
}

/** The named mix of 40 rules. */
export const mixTexts = mix("mix-40.yaml");

/** Ten metric rules, whose cost is apart from what the goals are about. */
export const metricTexts = mix("mix-metric.yaml");
