import type { Diagnostic } from "../model/diagnostic.ts";
import { type Path, valueAt, type YamlDocument } from "../rules/yaml-document.ts";
import { configSchema } from "./config-schema.ts";

/** Names of environment variables; a password rarely looks like one. */
const ENV_NAME = /^[A-Z_][A-Z0-9_]*$/;

/** The places of the configuration that hold a secret. */
function secretPaths(value: unknown): readonly Path[] {
  const paths: Path[] = [["http", "token"]];
  const tokens = valueAt(value, ["http", "tokens"]);
  if (Array.isArray(tokens)) paths.push(...tokens.map((_, at): Path => ["http", "tokens", at, "token"]));
  const receivers = valueAt(value, ["receivers"]);
  if (!Array.isArray(receivers)) return paths;
  receivers.forEach((receiver, index) => {
    for (const [list, ...keys] of [
      ["slack_configs", "token"],
      ["email_configs", "auth_password"],
      ["webhook_configs", "http_config", "authorization", "credentials"],
    ] as const) {
      const configs = valueAt(receiver, [list]);
      if (!Array.isArray(configs)) continue;
      configs.forEach((_, at) => {
        paths.push(["receivers", index, list, at, ...keys]);
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

/** Addresses of webhooks and of the heartbeat that stand in the file: allowed there, and shown nowhere else. */
export function secretAddresses(document: YamlDocument): readonly string[] {
  const heartbeat = literalTexts(valueAt(document.value, ["heartbeat", "url"])).flatMap(linesOf);
  return [...heartbeat, ...webhookAddresses(document)];
}

function webhookAddresses(document: YamlDocument): readonly string[] {
  const receivers = valueAt(document.value, ["receivers"]);
  if (!Array.isArray(receivers)) return [];
  return receivers.flatMap((receiver) => {
    const configs = valueAt(receiver, ["webhook_configs"]);
    if (!Array.isArray(configs)) return [];
    return configs.flatMap((config) => literalTexts(valueAt(config, ["url"])).flatMap(linesOf));
  });
}

/** Shorter texts are masked by nothing else than their own key's name: they would blot out half the line. */
const minMaskedLength = 4;

/** Alertmanager's keys that we do not have: what they name (critical, athens) stands on lines that are to be read. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  "match",
  "match_re",
  "matchers",
  "mute_time_intervals",
  "active_time_intervals",
]);

/** Values of keys that do not exist: a misspelt `token` holds a secret as much as a right one. */
export function unknownKeyTexts(document: YamlDocument): readonly string[] {
  const issues = configSchema.safeParse(document.value).error?.issues ?? [];
  return issues
    .flatMap((issue) => {
      if (issue.code !== "unrecognized_keys") return [];
      return issue.keys
        .filter((key) => !PLAIN_KEYS.has(key))
        .flatMap((key) => literalTexts(valueAt(document.value, [...issue.path.map(step), key])));
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
