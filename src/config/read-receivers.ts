import type { Diagnostic } from "../model/diagnostic.ts";
import type { Path, YamlDocument } from "../rules/yaml-document.ts";
import { isLoopback, isLoopbackUrl, parseAddress } from "./address.ts";
import type { EmailConfig, ReceiverConfig, SlackConfig } from "./config.ts";
import type { EmailKeys, ReceiverKeys } from "./config-schema.ts";
import { readSecret, type SecretOrigins } from "./read-secret.ts";
import { readWebhook } from "./read-webhook.ts";

/** What the readers below share. */
interface Reading {
  readonly document: YamlDocument;
  readonly origins: SecretOrigins;
  readonly diagnostics: Diagnostic[];
}

export function readReceivers(
  receivers: readonly ReceiverKeys[],
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): readonly ReceiverConfig[] {
  const reading: Reading = { document, origins, diagnostics };
  const names = new Set<string>();
  return receivers.map((receiver, index) => {
    const path = ["receivers", index];
    const {
      name,
      slack_configs: slack = [],
      email_configs: email = [],
      webhook_configs: webhook = [],
    } = receiver;
    if (names.has(name)) {
      report(
        reading,
        [...path, "name"],
        "config/duplicate-name",
        `\`${name}\` is the name of another receiver`,
      );
    }
    names.add(name);
    return {
      name,
      slackConfigs: slack.flatMap((keys, at) => readSlack(keys, [...path, "slack_configs", at], reading)),
      emailConfigs: email.flatMap((keys, at) => readEmail(keys, [...path, "email_configs", at], reading)),
      webhookConfigs: webhook.flatMap((keys, at) =>
        readWebhook(keys, [...path, "webhook_configs", at], document, origins, diagnostics),
      ),
    };
  });
}

function report(reading: Reading, path: Path, code: string, message: string, hint?: string): void {
  const { document, diagnostics } = reading;
  diagnostics.push(document.at(document.valueSpan(path), { code, message, hint }));
}

type SlackKeys = NonNullable<ReceiverKeys["slack_configs"]>[number];

function readSlack(keys: SlackKeys, path: Path, reading: Reading): readonly SlackConfig[] {
  const { document, origins, diagnostics } = reading;
  const token = readSecret(keys.token, [...path, "token"], document, origins, diagnostics);
  const apiUrl = keys.api_url;
  if (apiUrl?.startsWith("http:") && !isLoopbackUrl(apiUrl)) {
    const message = `\`${apiUrl}\` would carry the token without encryption`;
    report(reading, [...path, "api_url"], "config/insecure", message, "use https://");
  }
  if (token === undefined) return [];
  return [{ channel: keys.channel, token, ...(apiUrl === undefined ? {} : { apiUrl }) }];
}

function readEmail(keys: EmailKeys, path: Path, reading: Reading): readonly EmailConfig[] {
  const smarthost = parseAddress(keys.smarthost);
  if (smarthost === undefined) return [];
  const loopback = isLoopback(smarthost.host);
  const requireTls = keys.require_tls ?? !loopback;
  const auth = readAuth(keys, path, reading);
  if (auth !== undefined && !requireTls && !loopback) {
    const message = `the password would go to \`${keys.smarthost}\` without encryption`;
    report(reading, [...path, "require_tls"], "config/insecure", message, "leave out `require_tls: false`");
  }
  return [
    {
      to: keys.to,
      from: keys.from,
      smarthost,
      requireTls,
      ...(auth === undefined ? {} : { auth }),
      ...(keys.hello === undefined ? {} : { hello: keys.hello }),
    },
  ];
}

function readAuth(keys: EmailKeys, path: Path, reading: Reading): EmailConfig["auth"] | undefined {
  const { document, origins, diagnostics } = reading;
  const { auth_username: username, auth_password: given } = keys;
  if (username === undefined && given === undefined) return undefined;
  if (username === undefined || given === undefined) {
    const present = username === undefined ? "auth_password" : "auth_username";
    const absent = username === undefined ? "auth_username" : "auth_password";
    const message = `\`${present}\` is of no use without \`${absent}\``;
    report(reading, [...path, present], "config/missing-key", message);
    return undefined;
  }
  const password = readSecret(given, [...path, "auth_password"], document, origins, diagnostics);
  return password && { username, password };
}
