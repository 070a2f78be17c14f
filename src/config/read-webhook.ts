import type { Diagnostic } from "../model/diagnostic.ts";
import type { Path, YamlDocument } from "../rules/yaml-document.ts";
import { isLoopbackUrl, urlProblem } from "./address.ts";
import type { Secret, WebhookConfig } from "./config.ts";
import type { WebhookKeys } from "./config-schema.ts";
import { readSecret, type SecretOrigins } from "./read-secret.ts";

/** One webhook of a receiver, or none where its address or a secret is wrong; no diagnostic shows either. */
export function readWebhook(
  keys: WebhookKeys,
  path: Path,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): readonly WebhookConfig[] {
  const report = (at: Path, code: string, message: string, hint: string): void => {
    diagnostics.push(document.at(document.valueSpan(at), { code, message, hint }));
  };
  const url = readUrl(keys.url, [...path, "url"], document, origins, diagnostics);
  const authorizationPath = [...path, "http_config", "authorization"];
  const given = keys.http_config?.authorization;
  const credentials =
    given &&
    readSecret(given.credentials, [...authorizationPath, "credentials"], document, origins, diagnostics);
  if (url === undefined || (given !== undefined && credentials === undefined)) return [];
  const problem = urlProblem(url.reveal());
  if (problem !== undefined) {
    const what = typeof keys.url === "string" ? "the address" : `what the ${url.origin} holds`;
    report(
      [...path, "url"],
      "config/bad-url",
      `${what} ${problem}`,
      "such as https://hooks.example.com/tocsin",
    );
    return [];
  }
  if (credentials !== undefined && url.reveal().startsWith("http:") && !isLoopbackUrl(url.reveal())) {
    report(
      authorizationPath,
      "config/insecure",
      "the credentials would go out without encryption",
      "use https://",
    );
  }
  return [
    {
      url,
      sendResolved: keys.send_resolved ?? true,
      maxAlerts: keys.max_alerts ?? 0,
      ...(given === undefined || credentials === undefined
        ? {}
        : { authorization: { type: given.type ?? "Bearer", credentials } }),
    },
  ];
}

function readUrl(
  given: WebhookKeys["url"],
  path: Path,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): Secret | undefined {
  if (typeof given !== "string") return readSecret(given, path, document, origins, diagnostics);
  return { origin: "the configuration", reveal: () => given };
}
