import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../../src/demo/mailbox.ts";
import { type HttpPeer, startHttpPeer } from "../notify/http-peer.ts";
import { type DaemonProcess, startPaced } from "./daemon-process.ts";
import { postLines, scenarioFolder } from "./scenario.ts";
import { type SlackChannel, startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

const corpus = process.env["TOCSIN_CORPUS"] ?? "";
const LAB2 = ["edge.ndjson", "edge-error.log", "upstream.ndjson", "client.ndjson"];

/** None of these is or was a real secret; each stands in one place only, so that a leak says where it is. */
const token = (place: string): string => `ghp_${`Canary${place}`.padEnd(36, "0")}`;
const GIVEN = ["inkey", "nested", "query", "agent", "retry", "source", "file", "note", "silence"].map(token);
const VALUES = [
  "canary-userinfo-pw",
  "canary-basic-pw",
  "canary-split-pw",
  "canary-opaque-pair",
  "canary-badge-77",
  "canary-percent-tok",
  "canary-label-pw",
  "canary-title-pw",
  "canary-why-pw",
  "canary-template-pw",
  "K4canaryown9",
  "canary-owner-pw",
  "canaryteam/canarymod",
  "canaryteam/!canarymod",
  "canary-peer-pw",
];
const BASIC = Buffer.from("ci:canary-basic-pw").toString("base64");

const START = Date.parse("2026-11-22T09:37:10Z");

/** Failing requests, whose lines an incident quotes. */
function hostileLines(): string {
  const nested = JSON.stringify({ in: JSON.stringify({ token: GIVEN[1] }), note: `x ${GIVEN[1]}` });
  const fields: readonly Readonly<Record<string, unknown>>[] = [
    { [String(GIVEN[0])]: 1 },
    { message: nested },
    { message: "fetching https://ci:canary-userinfo-pw@git.example.org/x failed" },
    { path: `/golang.org/x/text/@v/list?a=1&access_token=${GIVEN[2]}` },
    { path: "/golang.org/x/text/@v/list?u=%2Fy%3Fapi_key%3Dcanary-percent-tok" },
    { headers: { Authorization: [`Basic ${BASIC}`] } },
    { message: `sent Authorization: Basic ${BASIC}` },
    { user: "ci", password: "canary-split-pw" },
    { header: { name: "X-Auth-Token", value: "canary-opaque-pair" } },
    { user_agent: `curl/8 (${GIVEN[3]})` },
    { retry_after: String(GIVEN[4]) },
    { badge_id: "canary-badge-77", message: "own=K4canaryown9 rest" },
    { path: "/git.corp.example.com/canaryteam/!canarymod/@v/v1.0.0.zip" },
    { path: "/git.corp.example.com%2Fcanaryteam%2F%21canarymod%2F@v%2Flist" },
    { message: "module git.corp.example.com/canaryteam/canarymod@v1.0.0: not found" },
  ];
  return fields
    .map((more, n) => {
      const time = new Date(START + 300_000 + n * 100).toISOString();
      const line = {
        time,
        method: "GET",
        path: "/golang.org/x/text/@v/list",
        service: "hostile",
        status: 502,
      };
      return `${JSON.stringify({ ...line, client_id: `ci-${n}`, ...more })}\n`;
    })
    .join("");
}

const RULE = `id: hostile
title: "{{service}} fails, password=canary-title-pw"
severity: critical
owner: ana@example.com password=canary-owner-pw
why: Because of token=canary-why-pw in it.
where: kind == "http_request" && service == "hostile"
group_by: [service]
labels: {password: canary-label-pw, team: a}
condition: {type: count, match: status == 502, gte: 5, window: 1m}
`;

const TEMPLATE = "{{title}} {{id}} of us password=canary-template-pw\n";

let folder: string;
let slack: SlackChannel;
let mailbox: Mailbox;
let hook: HttpPeer;
let daemon: DaemonProcess;
/** Everything that left the daemon, by where it went. */
const sinks = new Map<string, string>();

beforeAll(async () => {
  slack = await startSlackChannel();
  hook = await startHttpPeer();
  const logs = corpus === "" ? [] : LAB2;
  const hostile = `logs/${GIVEN[6]}.ndjson`;
  folder = scenarioFolder({
    [hostile]: hostileLines(),
    ...Object.fromEntries(
      logs.map((name) => [`logs/${name}`, readFileSync(join(corpus, "lab2", name), "utf8")]),
    ),
    "rules/hostile.yaml": RULE,
    "templates/email/text.hbs": TEMPLATE,
    "templates/slack/footer.hbs": TEMPLATE,
  });
  for (const name of readdirSync("rules")) {
    if (name.endsWith(".yaml"))
      appendFileSync(join(folder, "rules", name), readFileSync(join("rules", name)));
  }
  mkdirSync(join(folder, "mails"));
  mailbox = await startMailbox(join(folder, "mails"));
  const sources = [...logs.map((name) => `logs/${name}`), hostile]
    .map(
      (path, n) =>
        `  - {name: "s${n}-${path === hostile ? GIVEN[5] : "lab"}", path: "./${path}", service: ${path === hostile ? "hostile" : "module-proxy"}}\n`,
    )
    .join("");
  appendFileSync(
    join(folder, "tocsin.yaml"),
    `listen: 127.0.0.1:0
rules: [./rules]
templates: ./templates
delay: 0s
redact:
  patterns: [{name: own, pattern: 'own=(?P<secret>K\\w+)'}]
  key_names: [badge-id]
  private_modules: "git.corp.example.com"
sources:
${sources}route: {receiver: on-call, group_wait: 0s}
receivers:
  - name: on-call
    slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slack.url}"}]
    email_configs: [{to: [on-call@example.com], from: tocsin@example.com, smarthost: "127.0.0.1:${mailbox.port}", require_tls: false}]
    webhook_configs: [{url: "${hook.origin}/hook"}]
`,
  );
  hook.play("repeats every secret in a refusal", { status: 200, body: "" }, ["password=canary-peer-pw"]);
  daemon = await startPaced(folder, { origin: START + 660_000, speed: 1 }, { SLACK_TOKEN: "xoxb-scenario" });
  const seen = (): unknown => [daemon.stderr().slice(-3000), slack.calls.length, mailbox.received().length];
  const told = (): boolean =>
    slack.calls.some(({ body }) => JSON.stringify(body).includes("hostile")) &&
    mailbox.received().some(({ text }) => text.includes("hostile")) &&
    hook.requests.some(({ body }) => body.includes("hostile"));
  await until("the incident to be told everywhere", told, { maxMs: 150_000, seen });
  await act();
  await collect();
}, 240_000);

afterAll(async () => {
  await Promise.all([slack.close(), hook.close(), mailbox.stop()]);
});

/** What people type, and lines by HTTP from a source whose name is a secret. */
async function act(): Promise<void> {
  const listed: { incidents: readonly { number: number; title: string }[] } = JSON.parse(
    await bodyOf("/api/v1/incidents"),
  );
  const number = listed.incidents.find(({ title }) => title.includes("hostile"))?.number;
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(daemon.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    sinks.set(`answer to ${path}`, await response.text());
    expect(response.ok, sinks.get(`answer to ${path}`)).toBe(true);
  };
  await post(`/api/v1/incidents/${number}/actions`, {
    type: "note",
    text: `tried ${GIVEN[7]}`,
    by: "ana@example.com",
  });
  const matchers = ['module="git.corp.example.com/canaryteam/canarymod"'];
  await post("/api/v1/silences", { matchers, for: "1h", comment: `because of ${GIVEN[8]}`, by: "ana" });
  await postLines(daemon.address, "no line at all\n", { query: `source=${GIVEN[5]}`, key: String(GIVEN[5]) });
}

async function bodyOf(path: string): Promise<string> {
  return (await fetch(daemon.address + path)).text();
}

async function collect(): Promise<void> {
  const waiting = [
    "/",
    "/incidents",
    "/metrics",
    "/api/v1/incidents",
    "/api/v1/silences",
    "/api/v1/status",
    "/no/such",
  ];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (sinks.has(path)) continue;
    const body = await bodyOf(path);
    sinks.set(path, body);
    for (const [, link = ""] of body.matchAll(/href="(\/[^"#]*)/g)) waiting.push(link);
    for (const [, number] of path === "/api/v1/incidents" ? body.matchAll(/"number":(\d+)/g) : []) {
      waiting.push(`/api/v1/incidents/${number}`);
    }
  }
  sinks.set("log before the end", daemon.stderr());
  const logs = filesBelow("data").filter((file) => file.endsWith("-wal"));
  expect(logs.length).toBe(2);
  for (const file of logs) sinks.set(file, readFileSync(file, "latin1"));
  await daemon.stop();
  sinks.set("log", daemon.stderr());
  sinks.set("output", daemon.stdout());
  for (const file of filesBelow("data")) sinks.set(file, readFileSync(file, "latin1"));
  for (const { body } of slack.calls) sinks.set(`slack ${sinks.size}`, Object.values(body).join("\n"));
  for (const { body } of hook.requests) sinks.set(`hook ${sinks.size}`, body);
  for (const { file } of mailbox.received()) {
    const mail = await new PostalMime().parse(readFileSync(file));
    const attached = mail.attachments.map(({ content }) =>
      typeof content === "string" ? content : Buffer.from(content as ArrayBuffer).toString("latin1"),
    );
    const headers = mail.headers.map(({ key, value }) => `${key}: ${value}`).join("\n");
    sinks.set(`mail ${sinks.size}`, [headers, mail.subject, mail.text, mail.html, ...attached].join("\n"));
  }
}

function filesBelow(name: string): readonly string[] {
  const files = readdirSync(join(folder, name), { recursive: true }).map((file) =>
    join(folder, name, String(file)),
  );
  return files.filter((file) => statSync(file).isFile());
}

/** As it stands, and with percent signs, escapes and entities decoded, twice. */
function readings(text: string): readonly string[] {
  const decode = (one: string): string =>
    one
      .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\u00([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replace(/\\(["\\/])/g, "$1");
  return [text, decode(text), decode(decode(text))];
}

/** Its base64 at each of the three places within a group, without what depends on its neighbours. */
function base64Forms(secret: string): readonly string[] {
  return ["", "x", "xx"].map((before) =>
    Buffer.from(before + secret)
      .toString("base64")
      .slice(4, -4),
  );
}

describe("canaries", () => {
  const planted = [...GIVEN, ...VALUES, BASIC, ...lab2Canaries()];

  it("are in no file, log line, message, page or answer, however written", () => {
    expect(sinks.size).toBeGreaterThan(12);
    const forms = planted.flatMap((secret) => [secret, ...(secret.length >= 12 ? base64Forms(secret) : [])]);
    const any = new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|"));
    const leaks = [...sinks].flatMap(([sink, text]) =>
      readings(text).flatMap((reading) => {
        const found = any.exec(reading);
        if (found === null) return [];
        return [
          `${sink.replace(folder, "")}: ${reading.slice(Math.max(0, found.index - 80), found.index + 100)}`,
        ];
      }),
    );
    expect(leaks).toEqual([]);
  }, 120_000);

  it("leave marks, and messages, pages and metrics say how many", () => {
    const all = [...sinks.values()].join("\n");
    for (const kind of [
      "module",
      "own",
      "github_token",
      "password",
      "authorization",
      "url_credentials",
      "secret",
    ]) {
      expect(all).toMatch(new RegExp(`\\[redacted:${kind}:[0-9a-f]{4}\\]`));
    }
    expect(sinks.get("/metrics")).toMatch(/^tocsin_redactions_total\{kind="module"\} 3$/m);
    expect(all).toMatch(/\d+ values redacted/);
  });

  it("were in templates that were taken, or these would prove nothing", () => {
    for (const kind of ["slack", "mail"]) {
      const sent = [...sinks].filter(([sink]) => sink.startsWith(`${kind} `)).map(([, text]) => text);
      expect(
        sent.some((text) => text.replace(/\s+/g, " ").includes(" of us password=[redacted:password:")),
        kind,
      ).toBe(true);
    }
  });

  it("do not take with them what a message needs", () => {
    const page = [...sinks].find(
      ([path, text]) => path.startsWith("/incidents/") && text.includes("hostile"),
    )?.[1];
    expect(page).toContain("502");
    expect(page).toContain("/golang.org/x/text/@v/list");
    expect(page).toContain("ana@example.com: tried");
    expect(page).toContain('action="/incidents/');
  });
});

function lab2Canaries(): readonly string[] {
  if (corpus === "") return [];
  const { canaries }: { canaries: readonly { value: string; parts: readonly string[]; expect: string }[] } =
    JSON.parse(readFileSync(join(corpus, "lab2/canaries.json"), "utf8"));
  return canaries.filter((one) => one.expect === "redact").flatMap(({ value, parts }) => [value, ...parts]);
}
