import type { Diagnostic } from "../model/diagnostic.ts";
import type { Path, YamlDocument } from "../rules/yaml-document.ts";
import type { Secret } from "./config.ts";
import type { SecretKeys } from "./config-schema.ts";

/** Where secrets come from: the process' environment, and files, whose reading the caller does. */
export interface SecretOrigins {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file, or undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
}

/** Stands for a secret that is not there, where nobody is told anything. Some secrets must be a web address. */
export const absentSecret = "https://absent.invalid/";

/** A reference → the secret, or a diagnostic. The secret's own text is in neither. */
export function readSecret(
  keys: SecretKeys,
  path: Path,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): Secret | undefined {
  const { env, file } = keys;
  if ((env === undefined) === (file === undefined)) {
    const message = `\`${String(path.at(-1))}\` needs either \`env\` or \`file\``;
    diagnostics.push(document.at(document.valueSpan(path), { code: "config/bad-secret", message }));
    return undefined;
  }
  const origin = env === undefined ? `file ${file}` : `environment variable ${env}`;
  const found = env === undefined ? origins.readFile(file ?? "")?.trim() : origins.env[env]?.trim();
  if (found !== undefined && found !== "") return { origin, reveal: () => found };
  const what = found === undefined ? (env === undefined ? "cannot be read" : "is not set") : "is empty";
  diagnostics.push(
    document.at(document.valueSpan([...path, env === undefined ? "file" : "env"]), {
      code: "config/missing-secret",
      message: `the ${origin} ${what}`,
    }),
  );
  return undefined;
}
