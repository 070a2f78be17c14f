import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sourceText } from "../rules/source-text.ts";
import { type ParsedConfig, parseConfig } from "./parse-config.ts";
import { absentSecret, type SecretOrigins } from "./read-secret.ts";

/** Bytes of a file that holds a secret. */
export const maxSecretBytes = 65_536;

/** The rules that come with Tocsin. */
export function shippedRules(): string {
  return fileURLToPath(new URL("../../rules", import.meta.url));
}

/**
 * Reads tocsin.yaml, and the secrets it names from the environment and from files. Without a path: defaults,
 * relative to the working directory. A path that cannot be read is an error, never silently the defaults. Where
 * secrets are not needed, one that is absent is no error.
 */
export function readConfig(
  path: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
  secrets: "needed" | "not needed" = "needed",
): ParsedConfig {
  const found = { env, readFile: readSecretFile };
  const origins = secrets === "needed" ? found : withoutSecrets(found);
  const defaults = { rules: shippedRules() };
  if (path === undefined) return parseConfig("tocsin.yaml", "", origins, defaults);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const message = `the configuration \`${path}\` cannot be read: ${reason}`;
    const finding = { code: "config/unreadable", message };
    return { diagnostics: [sourceText(path, "").diagnostic({ start: 0, end: 0 }, finding)] };
  }
  return parseConfig(path, text, origins, defaults);
}

/** A command that only reads must work in a shell that has none of the daemon's secrets. */
function withoutSecrets(found: SecretOrigins): SecretOrigins {
  const env = new Proxy(found.env, {
    get: (target, name) => (typeof name === "string" ? (target[name] ?? absentSecret) : undefined),
  });
  return { env, readFile: (path) => found.readFile(path) ?? absentSecret };
}

function readSecretFile(path: string): string | undefined {
  try {
    if (statSync(path).size > maxSecretBytes) return undefined;
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
