import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { expect, test } from "vitest";
import { runProgram } from "../cli/program.ts";
import { startServe } from "../daemon/daemon-process.ts";
import { postLines, REFUSALS, requestLine, scenarioFolder } from "../daemon/scenario.ts";
import { until } from "../daemon/until.ts";
import { expectNoSecret } from "./contract.ts";
import { startHttpPeer } from "./http-peer.ts";
import { json, startSlackPeer } from "./slack-peer.ts";

const TOKEN = "xoxb-1234-canary-token";
const PASSWORD = "canary-password-4711";
const CREDENTIALS = "canary-credentials-4711";
const HOOK_PATH = "T0canaryPATH9x8y7z";
const PLAIN_PATH = "P1canaryPLAIN6u5v4w";
const SECRETS = [TOKEN, PASSWORD, CREDENTIALS, HOOK_PATH, PLAIN_PATH];

test("peers that repeat what they were given bring none into log, database or command", async () => {
  const slack = await startSlackPeer();
  slack.answer((response) =>
    json(response, { ok: false, error: "invalid_auth", response_metadata: { messages: [TOKEN] } }),
  );
  const webhook = await startHttpPeer();
  webhook.play("repeats every secret in a refusal", { status: 200, body: "" }, [
    CREDENTIALS,
    HOOK_PATH,
    PLAIN_PATH,
  ]);
  let passwords = 0;
  const smtp = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    onAuth(auth, _, done) {
      passwords += auth.password === PASSWORD ? 1 : 0;
      done(Object.assign(new Error(`${auth.password} is wrong`), { responseCode: 535 }));
    },
  });
  smtp.on("error", () => undefined);
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  const address = smtp.server.address();
  const smtpPort = typeof address === "object" && address !== null ? address.port : 0;
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "tocsin.yaml": `listen: 127.0.0.1:0
rules: [./rules]
delay: 0s
route: {receiver: on-call, group_wait: 0s}
receivers:
  - name: on-call
    slack_configs: [{channel: C0ONCALL, token: {env: TOKEN}, api_url: "${slack.url}"}]
    email_configs:
      - to: [on-call@example.com]
        from: tocsin@example.com
        smarthost: 127.0.0.1:${smtpPort}
        auth_username: tocsin
        auth_password: {env: PASSWORD}
    webhook_configs:
      - url: {env: HOOK}
        http_config: {authorization: {credentials: {env: CREDENTIALS}}}
      - url: ${webhook.origin}/hooks/${PLAIN_PATH}
`,
  });
  const env = { TOKEN, PASSWORD, CREDENTIALS, HOOK: `${webhook.origin}/hooks/${HOOK_PATH}` };
  const daemon = await startServe(folder, env);
  await postLines(daemon.address, requestLine());
  const asked = (): boolean =>
    slack.calls.length > 0 && passwords > 0 && new Set(webhook.requests.map(({ path }) => path)).size === 2;
  await until("each peer to be asked", asked, { seen: daemon.stderr });
  await until("each failure to be recorded", () => daemon.stderr().split("delivery failed").length > 4, {
    seen: daemon.stderr,
  });
  const shown = await runProgram(["incidents", "show", "1"], { cwd: folder, env });
  const asJson = await runProgram(["incidents", "show", "1", "--json"], { cwd: folder, env });
  // It has to be told what failed, or there would be nothing to keep secrets out of.
  expect(shown.stdout).toContain("invalid_auth");
  expect(shown.stdout).toContain("HTTP 400");
  expect(shown.stdout).toContain("EAUTH");
  for (const { stdout, stderr } of [shown, asJson]) expectNoSecret(stdout + stderr, SECRETS);
  await daemon.stop();
  expectNoSecret(daemon.stdout() + daemon.stderr(), SECRETS);
  for (const file of filesBelow(join(folder, "data"))) expectNoSecret(readFileSync(file, "latin1"), SECRETS);
  await Promise.all([slack.close(), webhook.close(), new Promise<void>((resolve) => smtp.close(resolve))]);
}, 40_000);

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const files = names.filter((name) => statSync(name).isFile());
  expect(files.some((name) => name.endsWith("state.db"))).toBe(true);
  return files;
}
