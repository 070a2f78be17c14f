import { existsSync } from "node:fs";
import { createRedactor } from "../../src/redact/redactor.ts";
import { NO_TEMPLATES } from "../../src/render/load-templates.ts";
import type { TestWorld } from "../../src/study/run-rule-test.ts";
import { projectFile } from "./shipped.ts";

/** Rule tests with the project's runbooks, messages in the built-in words, and lines redacted as they come. */
export const testWorld: TestWorld = {
  redact: createRedactor({ key: "test" }).redactText,
  runbook: (path) => (existsSync(new URL(`../../${path}`, import.meta.url)) ? projectFile(path) : undefined),
  templates: NO_TEMPLATES,
};
