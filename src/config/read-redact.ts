import type { Diagnostic } from "../model/diagnostic.ts";
import { readModuleGlob } from "../redact/module-glob.ts";
import { readOwnPattern } from "../redact/own-patterns.ts";
import {
  maxKeyNames,
  maxOwnPatterns,
  maxPrivateModules,
  NO_SETTINGS,
  type OwnPattern,
  type RedactionSettings,
} from "../redact/redaction-settings.ts";
import { minKeyNameLength } from "../redact/suspicion.ts";
import type { Path, YamlDocument } from "../rules/yaml-document.ts";
import type { ConfigKeys } from "./config-schema.ts";

interface Reading {
  readonly document: YamlDocument;
  readonly diagnostics: Diagnostic[];
}

/** What is redacted besides what always is. What is wrong with it is an error: a secret must not leak by a typo. */
export function readRedact(
  keys: ConfigKeys["redact"],
  document: YamlDocument,
  diagnostics: Diagnostic[],
): RedactionSettings {
  if (keys === undefined) return NO_SETTINGS;
  const reading = { document, diagnostics };
  return {
    patterns: readPatterns(keys.patterns ?? [], reading),
    keyNames: readKeyNames(keys.key_names ?? [], reading),
    privateModules: readPrivateModules(keys.private_modules ?? [], reading),
  };
}

const NAME = /^[a-z][a-z_]{0,31}$/;

function readPatterns(patterns: readonly OwnPattern[], reading: Reading): readonly OwnPattern[] {
  tooMany(reading, ["redact", "patterns"], patterns.length, maxOwnPatterns);
  const names = new Set<string>();
  patterns.forEach((own, index) => {
    const path = ["redact", "patterns", index];
    const { name } = own;
    if (!NAME.test(name)) {
      const hint =
        "lower-case letters and underscores, such as employee_no: it is what stands in the redacted line";
      report(reading, [...path, "name"], "config/bad-name", `\`${name}\` is no name of a pattern`, hint);
    } else if (name === "module" || names.has(name)) {
      const message =
        name === "module" ? "`module` names private modules" : `\`${name}\` is the name of another pattern`;
      report(reading, [...path, "name"], "config/duplicate-name", message);
    }
    names.add(name);
    const read = readOwnPattern(own);
    if ("problem" in read) {
      const message = `the pattern \`${own.pattern}\` ${read.problem}`;
      report(reading, [...path, "pattern"], "config/bad-pattern", message, read.hint);
    }
  });
  return patterns;
}

const KEY_NAME = /^[A-Za-z0-9][\w.-]*$/;

/** Names that stand in every line, or that other things of a line are found by. */
const NEEDED_KEYS: ReadonlySet<string> = new Set(
  "time msec level status method path uri url host module version service env bytes duration_ms request_id trace_id span_id traceparent message msg error client_id pod upstream upstream_addr retry_after".split(
    " ",
  ),
);

function readKeyNames(names: readonly string[], reading: Reading): readonly string[] {
  tooMany(reading, ["redact", "key_names"], names.length, maxKeyNames);
  names.forEach((name, index) => {
    const path = ["redact", "key_names", index];
    if (!KEY_NAME.test(name) || name.length < minKeyNameLength || name.length > 64) {
      const hint = `letters, digits, - _ and ., ${minKeyNameLength} to 64 of them, such as employee_no`;
      report(reading, path, "config/bad-name", `\`${name}\` is no name of a key`, hint);
    } else if (NEEDED_KEYS.has(name.toLowerCase().replaceAll("-", "_"))) {
      const hint = "use `patterns` for the part of the value that is secret";
      report(reading, path, "config/too-broad", `every line needs its \`${name}\``, hint);
    }
  });
  return names;
}

/** As a list, or in one text with commas as GOPRIVATE has it. */
function readPrivateModules(given: string | readonly string[], reading: Reading): readonly string[] {
  const path = ["redact", "private_modules"];
  const items = typeof given === "string" ? [given] : given;
  const globs = items.flatMap((item, index) => {
    const parts = item
      .split(",")
      .map((glob) => glob.trim())
      .filter((glob) => glob !== "");
    for (const glob of parts) {
      const read = readModuleGlob(glob);
      if (!("problem" in read)) continue;
      const place = typeof given === "string" ? path : [...path, index];
      report(reading, place, "config/bad-glob", `\`${glob}\` ${read.problem}`, read.hint);
    }
    return parts;
  });
  tooMany(reading, path, globs.length, maxPrivateModules);
  return globs;
}

function tooMany(reading: Reading, path: Path, count: number, most: number): void {
  if (count <= most) return;
  report(reading, path, "config/too-many", `these are ${count}, allowed are ${most}`);
}

function report(
  { document, diagnostics }: Reading,
  path: Path,
  code: string,
  message: string,
  hint?: string,
): void {
  diagnostics.push(
    document.at(document.valueSpan(path), { code, message, ...(hint === undefined ? {} : { hint }) }),
  );
}
