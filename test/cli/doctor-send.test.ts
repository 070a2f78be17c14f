import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasWrong, reportText } from "../../src/cli/doctor-report.ts";
import { sendTests } from "../../src/cli/doctor-send.ts";
import { adviceFor, PEER_ADVICE } from "../../src/cli/peer-advice.ts";
import { readConfig } from "../../src/config/read-config.ts";
import { scenarioFolder } from "../daemon/scenario.ts";
import { expectNoSecret } from "../notify/contract.ts";
import { freePort, type HttpPeer, startHttpPeer } from "../notify/http-peer.ts";
import { json, type SlackPeer, startSlackPeer } from "../notify/slack-peer.ts";
import { runProgram } from "./program.ts";

const SECRETS = {
  SLACK_TOKEN: "xoxb-1234-canary-token",
  SMTP_PASSWORD: "canary-password-4711",
  HOOK_URL: "set below",
  HOOK_CREDENTIALS: "canary-credentials-4711",
};
const HOOK_PATH = "T0canaryPATH9x8y7z";

let slack: SlackPeer;
let webhook: HttpPeer;
beforeAll(async () => {
  slack = await startSlackPeer();
  webhook = await startHttpPeer();
});
afterAll(() => Promise.all([slack.close(), webhook.close()]));

/** One transcript per peer's answer, in one file, so that a person reads them one below the other. */
const said: string[] = [];
afterAll(() => {
  const file = fileURLToPath(new URL("./golden/doctor-send.txt", import.meta.url));
  const text = said.join("\n");
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  else expect(text).toBe(readFileSync(file, "utf8"));
});

interface Receivers {
  readonly slack?: boolean;
  readonly smtpPort?: number;
  readonly smtpHost?: string;
  readonly more?: string;
  readonly webhook?: string;
}

/** What `tocsin doctor --send` would print, without the time that a process takes to start. */
async function doctor(name: string, receivers: Receivers): Promise<{ readonly wrong: boolean }> {
  const folder = scenarioFolder({ "tocsin.yaml": configOf(receivers) });
  const env = { ...SECRETS, HOOK_URL: receivers.webhook ?? "" };
  const { config, diagnostics } = readConfig(join(folder, "tocsin.yaml"), env);
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  const sections = await sendTests(config, undefined);
  const text = reportText(sections);
  expectNoSecret(text + JSON.stringify(sections), [
    SECRETS.SLACK_TOKEN,
    SECRETS.SMTP_PASSWORD,
    SECRETS.HOOK_CREDENTIALS,
    HOOK_PATH,
  ]);
  said.push(`== ${name}\n${masked(text)}`);
  return { wrong: hasWrong(sections) };
}

function masked(text: string): string {
  return text
    .replace(/in \d+\.\d s/g, "in N s")
    .replace(/(127\.0\.0\.1):\d+/g, "$1:PORT")
    .replaceAll(hostname(), "HOST");
}

function configOf({
  slack: toSlack,
  smtpPort,
  smtpHost = "127.0.0.1",
  more = "",
  webhook: hook,
}: Receivers): string {
  const parts = [
    toSlack === true
      ? `    slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slack.url}"}]`
      : [],
    smtpPort === undefined
      ? []
      : `    email_configs:
      - {to: [on-call@example.com], from: tocsin@example.com, smarthost: "${smtpHost}:${smtpPort}"${more}}`,
    hook === undefined
      ? []
      : "    webhook_configs: [{url: {env: HOOK_URL}, http_config: {authorization: {credentials: {env: HOOK_CREDENTIALS}}}}]",
  ].flat();
  return `route: {receiver: on-call}\nreceivers:\n  - name: on-call\n${parts.join("\n")}\n`;
}

describe("Slack", () => {
  const accepted = { ok: true, channel: "C0ONCALL", ts: "17.5" };

  test("takes the message and lets it be looked up", async () => {
    let metadata = "";
    slack.answer((response, call) => {
      metadata = call.body["metadata"] ?? metadata;
      if (call.method === "chat.postMessage") json(response, accepted);
      else
        json(response, { ok: true, messages: [{ ts: "17.5", metadata: JSON.parse(metadata) as unknown }] });
    });
    expect((await doctor("Slack takes it", { slack: true })).wrong).toBe(false);
    expect(slack.calls.find(({ method }) => method === "chat.postMessage")?.body["text"]).toContain("TEST");
  });

  test("takes it, and does not let the app read", async () => {
    slack.answer((response, call) =>
      json(response, call.method === "chat.postMessage" ? accepted : { ok: false, error: "missing_scope" }),
    );
    expect((await doctor("Slack takes it, but may not be read", { slack: true })).wrong).toBe(false);
  });

  test.each([
    [{ error: "channel_not_found" }],
    [{ error: "not_in_channel" }],
    [{ error: "missing_scope", needed: "chat:write", provided: "channels:read" }],
    [{ error: "invalid_auth" }],
    [{ error: "token_revoked" }],
    [{ error: "ratelimited" }],
    [{ error: "some_new_word" }],
  ])("%j", async (answer) => {
    slack.answer((response) => json(response, { ok: false, ...answer }));
    expect((await doctor(`Slack says ${answer.error}`, { slack: true })).wrong).toBe(true);
  });

  test("429", async () => {
    slack.answer((response) => json(response, {}, 429, { "retry-after": "30" }));
    expect((await doctor("Slack says 429", { slack: true })).wrong).toBe(true);
  });

  test("is somebody else", async () => {
    slack.answer((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<h1>Sign in</h1>");
    });
    expect((await doctor("a sign-in page answers in Slack's place", { slack: true })).wrong).toBe(true);
  });
});

describe("mail", () => {
  async function smtp(
    options: Partial<SMTPServerOptions>,
  ): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      authOptional: true,
      allowInsecureAuth: true,
      logger: false,
      onData: (stream, _, done) => {
        stream.resume();
        stream.on("end", () => done());
      },
      ...options,
    });
    server.on("error", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { port, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  const refusal = (code: number, text: string): Error =>
    Object.assign(new Error(text), { responseCode: code });
  const AUTH = ", auth_username: tocsin, auth_password: {env: SMTP_PASSWORD}";

  test.each<readonly [string, boolean, Partial<SMTPServerOptions>, string]>([
    ["the mail server takes it", false, {}, ""],
    [
      "the mail server says 535",
      true,
      {
        onAuth: ({ password }, _, done) => {
          done(refusal(535, `5.7.8 ${password} is wrong`));
        },
      },
      AUTH,
    ],
    [
      "the mail server says 550",
      true,
      {
        onRcptTo: (_, __, done) => {
          done(refusal(550, "5.1.1 no such user"));
        },
      },
      "",
    ],
    [
      "the mail server says 451",
      true,
      {
        onRcptTo: (_, __, done) => {
          done(refusal(451, "4.7.1 greylisted"));
        },
      },
      "",
    ],
    ["the mail server wants a password (530)", true, { authOptional: false }, ""],
    ["the mail server offers no encryption", true, {}, ", require_tls: true"],
  ])("%s", async (name, wrong, options, more) => {
    const server = await smtp(options);
    expect((await doctor(name, { smtpPort: server.port, more })).wrong).toBe(wrong);
    await server.close();
  });

  test("the certificate is signed by nobody known", async () => {
    const server = await smtp({ disabledCommands: [] });
    const ran = await doctor("the mail server's certificate", {
      smtpPort: server.port,
      more: ", require_tls: true",
    });
    expect(ran.wrong).toBe(true);
    await server.close();
  });

  test("nobody listens", async () => {
    expect((await doctor("no mail server listens", { smtpPort: await freePort() })).wrong).toBe(true);
  });
});

describe("a webhook", () => {
  test.each([
    ["takes it", false],
    ["answers a page of HTML with 200", false],
    ["redirects", true],
    ["repeats every secret in a refusal", true],
    ["401", true],
    ["404", true],
    ["413", true],
    ["422", true],
    ["429 with seconds", true],
    ["500", true],
    ["resets after it has taken it", true],
  ] as const)("%s", async (ordeal, wrong) => {
    webhook.play(ordeal, { status: 200, body: "" }, [HOOK_PATH, SECRETS.HOOK_CREDENTIALS]);
    const url = `${webhook.origin}/hooks/${HOOK_PATH}`;
    expect((await doctor(`a webhook: ${ordeal}`, { webhook: url })).wrong).toBe(wrong);
    const [firing, resolved] = webhook.requests.map(({ body }) => JSON.parse(body) as { status: string });
    expect(firing?.status).toBe("firing");
    expect(resolved?.status).toBe(wrong ? undefined : "resolved");
  });

  test("speaks no TLS", async () => {
    const url = `${webhook.origin.replace("http:", "https:")}/hooks/${HOOK_PATH}`;
    expect((await doctor("a webhook without TLS", { webhook: url })).wrong).toBe(true);
  });
});

describe("the command", () => {
  test("ends with 1 when a channel fails, and shows no secret", async () => {
    slack.answer((response) => json(response, { ok: false, error: `invalid_auth` }));
    const folder = scenarioFolder({ "tocsin.yaml": configOf({ slack: true }) });
    const args = ["doctor", "--send", "--receiver", "on-call"];
    const ran = await runProgram(args, { cwd: folder, env: SECRETS });
    expect([ran.exit, ran.stderr]).toEqual([1, ""]);
    expect(ran.stdout).toContain("WRONG configuration: invalid_auth\n        means: Slack does not know");
    expectNoSecret(ran.stdout, [SECRETS.SLACK_TOKEN]);
  });

  test("needs a receiver of that name", async () => {
    const folder = scenarioFolder({ "tocsin.yaml": configOf({ slack: true }) });
    const ran = await runProgram(["doctor", "--send", "--receiver", "nobody"], { cwd: folder, env: SECRETS });
    const said = "tocsin: there is no receiver `nobody`\n  hint: there are on-call\n";
    expect([ran.exit, ran.stderr]).toEqual([2, said]);
  });
});

describe("adviceFor", () => {
  // Answers that no peer on loopback gives.
  test.each([
    ["email", "retry: EDNS getaddrinfo ENOTFOUND smtp.example.com", "cannot be found"],
    ["email", "retry: EDNS getaddrinfo EAI_AGAIN smtp.example.com", "cannot be found"],
    ["email", "retry: ECONNECTION Connection timeout", "no way leads there"],
    ["email", "retry: ETIMEDOUT Greeting never received", "no way leads there"],
    ["email", "ambiguous: EABORT aborted", "no answer in time"],
    ["email", "configuration: ESOCKET wrong version number", "TLS from the first byte"],
    [
      "email",
      "configuration: EENVELOPE 550 5.7.1 not allowed to send for this domain",
      "this recipient or this sender",
    ],
    ["slack", "ambiguous: no answer in time", "no answer in time"],
    ["slack", "retry: no connection (ENOTFOUND)", "cannot be found"],
    ["slack", "configuration: TLS failed (SELF_SIGNED_CERT_IN_CHAIN)", "certificate"],
    ["slack", "ambiguous: HTTP 503", "in trouble itself"],
    ["slack", "configuration: HTTP 302", "somebody else answers"],
    ["slack", "configuration: restricted_action_read_only_channel", "does not allow"],
    ["webhook", "retry: no connection (ECONNREFUSED)", "nothing listens"],
    ["webhook", "retry: no connection (EHOSTUNREACH)", "no way leads there"],
    ["webhook", "retry: HTTP 503", "asks to wait"],
    ["webhook", "configuration: HTTP 418: teapot", "does not know the answer"],
  ] as const)("%s: %s", (channel, said, means) => {
    expect(adviceFor(channel, said).means).toContain(means);
  });
});

test("docs/receivers.md has each row of advice", () => {
  const doc = readFileSync(new URL("../../docs/receivers.md", import.meta.url), "utf8");
  for (const { code, means, mend } of Object.values(PEER_ADVICE).flat()) {
    expect(doc).toContain(`| ${code} | ${means} | ${mend.replaceAll("|", "\\|")} |`);
  }
});
