import { readFileSync } from "node:fs";

const path = "mix-40.yaml";

/** The named mix of 40 rules, as the writer thread is given rule files. */
export const mixTexts = [{ path, text: readFileSync(new URL(path, import.meta.url), "utf8") }];
