import { describe, expect, test } from "vitest";
import { formatDiagnostics } from "../../src/cli/report-diagnostics.ts";
import type { WebhookConfig } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

const CANARY = "T0canaryPATH9x8y7z";
const ENV = {
  HOOK: `https://hooks.example.com/${CANARY}`,
  BAD: `ftp://hooks.example.com/${CANARY}`,
  CREDENTIALS: "canary-credentials-4711",
};

function parsed(webhook: string): { readonly config: WebhookConfig | undefined; readonly shown: string } {
  const text = `route: {receiver: ops}\nreceivers:\n  - name: ops\n    webhook_configs:\n${webhook}\n`;
  const origins = { env: ENV, readFile: () => undefined };
  const { config, diagnostics } = parseConfig("tocsin.yaml", text, origins, { rules: "r" });
  return {
    config: config?.receivers[0]?.webhookConfigs[0],
    shown: formatDiagnostics(diagnostics, { colour: false }) + JSON.stringify(diagnostics),
  };
}

describe("webhook_configs", () => {
  test("an address alone, with Alertmanager's defaults", () => {
    const { config } = parsed(`      - url: https://hooks.example.com/${CANARY}`);
    expect(config).toMatchObject({ sendResolved: true, maxAlerts: 0 });
    expect(config?.url.reveal()).toBe(ENV.HOOK);
    expect(JSON.stringify(config)).not.toContain(CANARY);
  });

  test("everything", () => {
    const auth = "{authorization: {type: Token, credentials: {env: CREDENTIALS}}}";
    const { config } = parsed(
      `      - {url: {env: HOOK}, send_resolved: false, max_alerts: 5, http_config: ${auth}}`,
    );
    expect(config).toMatchObject({ sendResolved: false, maxAlerts: 5, authorization: { type: "Token" } });
    expect(config?.url.origin).toBe("environment variable HOOK");
    expect(config?.authorization?.credentials.reveal()).toBe(ENV.CREDENTIALS);
  });

  test.each([
    ["no web address", `      - url: ftp://h.example/${CANARY}`, "the address is no web address"],
    [
      "none in the environment",
      "      - url: {env: BAD}",
      "what the environment variable BAD holds is no web",
    ],
    ["an unset variable", "      - url: {env: NONE}", "the environment variable NONE is not set"],
    ["a user in it", `      - url: https://u:${CANARY}@h.example/x`, "must not carry a user or a password"],
    [
      "another wrong key",
      `      - {url: "https://h.example/${CANARY}", max_alert: 5}`,
      "did you mean `max_alerts`",
    ],
    ["a wrong number", `      - url: https://h.example/${CANARY}\n        max_alerts: -1`, "too small"],
    ["broken YAML", `      - {url: https://h.example/${CANARY}, : }\n  x`, "yaml/"],
    ["a list", `      - url: [https://h.example/${CANARY}]`, "config/wrong-type"],
    [
      "a misspelt reference",
      `      - url: {environment: https://h.example/${CANARY}}`,
      "its keys are env, file",
    ],
    [
      "credentials in the file",
      `      - {url: {env: HOOK}, http_config: {authorization: {credentials: ${CANARY}}}}`,
      "config/literal-secret",
    ],
    [
      "credentials in the clear",
      `      - {url: "http://h.example/${CANARY}", http_config: {authorization: {credentials: {env: CREDENTIALS}}}}`,
      "the credentials would go out without encryption",
    ],
  ])("%s is told without showing what may be a secret", (_, webhook, words) => {
    const { config, shown } = parsed(webhook);
    expect(config).toBeUndefined();
    expect(shown).toContain(words);
    expect(shown).not.toContain(CANARY);
    expect(shown).not.toContain(ENV.CREDENTIALS);
  });
});
