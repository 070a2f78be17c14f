import type { Diagnostic } from "../model/diagnostic.ts";
import { type Path, valueAt, type YamlDocument } from "../rules/yaml-document.ts";
import { configSchema } from "./config-schema.ts";

/** Names of environment variables; a password rarely looks like one. */
const ENV_NAME = /^[A-Z_][A-Z0-9_]*$/;

/** The places of the configuration that hold a secret. */
function secretPaths(value: unknown): readonly Path[] {
  const paths: Path[] = [["http", "token"]];
  const receivers = valueAt(value, ["receivers"]);
  if (!Array.isArray(receivers)) return paths;
  receivers.forEach((receiver, index) => {
    for (const [list, key] of [
      ["slack_configs", "token"],
      ["email_configs", "auth_password"],
    ] as const) {
      const configs = valueAt(receiver, [list]);
      if (!Array.isArray(configs)) continue;
      configs.forEach((_, at) => {
        paths.push(["receivers", index, list, at, key]);
      });
    }
  });
  return paths;
}

export interface LiteralSecrets {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts themselves, to be masked wherever a diagnostic would show them. */
  readonly secrets: readonly string[];
}

/** Secrets that stand in the file itself, where everybody who reads the repository can read them. */
export function findLiteralSecrets(document: YamlDocument): LiteralSecrets {
  const diagnostics: Diagnostic[] = [];
  const secrets: string[] = [];
  for (const path of secretPaths(document.value)) {
    const found = literalTexts(valueAt(document.value, path));
    if (found.length === 0) continue;
    secrets.push(...found.flatMap(linesOf));
    diagnostics.push(
      document.at(document.valueSpan(path), {
        code: "config/literal-secret",
        message: `\`${String(path.at(-1))}\` is written into the file`,
        hint: "put it into the environment or a file: `{env: NAME_OF_VARIABLE}` or `{file: PATH}`; the one written here is no secret any more: replace it",
      }),
    );
  }
  return { diagnostics, secrets };
}

/** Shorter texts are masked by nothing else than their own key's name: they would blot out half the line. */
const minMaskedLength = 4;

/** Values of keys that do not exist: a misspelt `token` holds a secret as much as a right one. */
export function unknownKeyTexts(document: YamlDocument): readonly string[] {
  const issues = configSchema.safeParse(document.value).error?.issues ?? [];
  return issues
    .flatMap((issue) => {
      if (issue.code !== "unrecognized_keys") return [];
      return issue.keys.flatMap((key) =>
        literalTexts(valueAt(document.value, [...issue.path.map(step), key])),
      );
    })
    .flatMap(linesOf)
    .filter((text) => text.length >= minMaskedLength);
}

function step(key: PropertyKey): string | number {
  return typeof key === "number" ? key : String(key);
}

/** Texts that are no reference: the value itself, unknown keys' values, an `env` that is no variable's name. */
function literalTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [String(value)];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "file" && typeof inner === "string") return [];
    if (key === "env" && typeof inner === "string" && ENV_NAME.test(inner)) return [];
    return literalTexts(inner);
  });
}

function linesOf(secret: string): readonly string[] {
  return secret.split(/\s*\n\s*/).filter((line) => line !== "");
}
