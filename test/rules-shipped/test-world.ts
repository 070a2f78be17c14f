import { existsSync } from "node:fs";
import { NO_TEMPLATES } from "../../src/render/load-templates.ts";
import type { TestWorld } from "../../src/study/run-rule-test.ts";
import { projectFile } from "./shipped.ts";

/** Rule tests with the project's runbooks, messages in the built-in words, and nothing that is redacted. */
export const testWorld: TestWorld = {
  redact: (line) => line,
  runbook: (path) => (existsSync(new URL(`../../${path}`, import.meta.url)) ? projectFile(path) : undefined),
  templates: NO_TEMPLATES,
};
