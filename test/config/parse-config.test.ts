import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../src/cli/report-diagnostics.ts";
import { type ParsedConfig, parseConfig } from "../../src/config/parse-config.ts";
import { readConfig } from "../../src/config/read-config.ts";
import { tokenThatMay } from "../../src/config/read-http.ts";

const env = { SLACK: "xoxb-from-env", EMPTY: " ", TOKEN: "t0ken" };
const files: Readonly<Record<string, string>> = { "conf/smtp": "from-file\n" };

function parse(text: string): ParsedConfig {
  return parseConfig(
    "conf/tocsin.yaml",
    text,
    { env, readFile: (path) => files[path] },
    { rules: "shipped/rules" },
  );
}

function codes(text: string): readonly string[] {
  const { config, diagnostics } = parse(text);
  expect(config === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map((one) => `${one.code} ${one.line}:${one.column}`);
}

const slack = "receivers: [{name: a, slack_configs: [{channel: '#a', token: {env: SLACK}}]}]";
const mail = (keys: string): string =>
  `route: {receiver: a}\nreceivers:\n  - name: a\n    email_configs:\n      - {to: [a@b.c], from: d@e.f, ${keys}}\n`;

describe("parseConfig", () => {
  it("needs no file", () => {
    const { config, diagnostics } = parse("");
    expect(diagnostics).toEqual([]);
    expect(config).toEqual({
      data: "conf/data",
      listen: { host: "127.0.0.1", port: 8420 },
      rules: ["shipped/rules"],
      runbooks: "shipped",
      links: {},
      sources: [],
      taxonomy: {},
      syslog: [],
      delayMs: 2_000,
      maxSkewMs: 300_000,
      catchUpMs: 86_400_000,
      latenessMs: 3_600_000,
      idleAfterMs: 60_000,
      http: {},
      inhibitRules: [],
      info: "record",
      receivers: [],
      redact: { patterns: [], keyNames: [], privateModules: [] },
      retention: { maxAgeMs: 14 * 86_400_000, maxBytes: 10 * 1024 ** 3, incidentsMaxAgeMs: 400 * 86_400_000 },
      self: {
        sourceSilentAfterMs: 3_600_000,
        unparsableShare: 0.1,
        deadRuleAfterMs: 30 * 86_400_000,
        deliveryFailingAfterMs: 600_000,
        diskFreeShare: 0.05,
      },
    });
    expect(parse("# nothing\n").config).toEqual(config);
  });

  it("resolves paths beside the file, units and secrets", () => {
    const { config } = parse(
      `data: d\nrules: [r/, /abs/x.yaml]\ndelay: 0\nsources: [{name: s, path: l.log, delay: 7s}, {name: t, path: /m.log}]\n${mail("smarthost: smtp.example:587, auth_username: u, auth_password: {file: smtp}")}`,
    );
    expect(config).toMatchObject({
      data: "conf/d",
      rules: ["conf/r/", "/abs/x.yaml"],
      runbooks: "conf",
      sources: [
        { name: "s", path: "conf/l.log", format: "auto", delayMs: 7_000 },
        { name: "t", path: "/m.log", delayMs: 0 },
      ],
      route: { receiver: "a", groupWaitMs: 5_000 },
    });
    const email = config?.receivers[0]?.emailConfigs[0];
    expect(email).toMatchObject({ requireTls: true, smarthost: { host: "smtp.example", port: 587 } });
    expect(email?.auth?.password.reveal()).toBe("from-file");
    expect(JSON.stringify(config)).not.toContain("from-file");
  });

  it("maps fields of JSON, which is then generic_json, and tags", () => {
    const { config } = parse(
      "sources: [{name: s, path: l, fields: {status: resp.code, duration_ms: {path: took, unit: s}}}]\n" +
        "taxonomy: {env: {from: [labels.env], values: {production: [prod]}}, team: {}}",
    );
    expect(config?.sources[0]).toMatchObject({
      format: "generic_json",
      fields: [
        { field: "status", path: "resp.code" },
        { field: "duration_ms", path: "took", unit: "s" },
      ],
    });
    expect(config?.taxonomy).toEqual({
      env: { from: ["labels.env"], values: { production: ["prod"] } },
      team: { from: [], values: {} },
    });
  });

  it("asks no TLS of a mail server on this machine", () => {
    expect(parse(mail("smarthost: 127.0.0.1:2525")).config?.receivers[0]?.emailConfigs[0]?.requireTls).toBe(
      false,
    );
    expect(parse(mail("smarthost: 10.0.0.1:25")).config?.receivers[0]?.emailConfigs[0]?.requireTls).toBe(
      true,
    );
  });

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ["dta: x", ["config/unknown-key 1:1"]],
    ["delay: 5", ["config/bad-duration 1:8"]],
    ["listen: nowhere", ["config/bad-address 1:9"]],
    ["listen: 0.0.0.0:8420", ["config/open-address 1:9"]],
    ["listen: ':8420'", ["config/open-address 1:9"]],
    ["listen: '[::]:8420'", ["config/open-address 1:9"]],
    ["listen: 127.0.0.1:99999", ["config/bad-address 1:9"]],
    [
      "receivers: [{name: a, slack_configs: [{channel: c, token: {env: TOKEN}, api_url: ftp://x}]}]",
      ["config/bad-url 1:82"],
    ],
    ["links: {trace: 'https://x.example/'}", ["config/bad-url 1:16"]],
    ["links: {trace: 'https://x.example/{{trace_id}}/{{x}}'}", ["config/bad-url 1:16"]],
    ["sources: [{name: a}]", ["config/missing-key 1:11"]],
    ["sources: [{name: a, path: x, format: nginx}]", ["config/bad-format 1:38"]],
    ["sources: [{name: a, path: x, time_zone: Mars/Olympus}]", ["config/bad-time-zone 1:41"]],
    ["sources: [{name: a, path: x, fields: {statuss: a}}]", ["config/unknown-field 1:39"]],
    ["sources: [{name: a, path: x, fields: {status: {path: a, unit: s}}}]", ["config/no-unit 1:63"]],
    ["sources: [{name: a, path: x, fields: {time: {path: a, unit: h}}}]", ["config/wrong-type 1:45"]],
    ["sources: [{name: a, path: x, format: klog, fields: {status: a}}]", ["config/fields-of-format 1:38"]],
    ["taxonomy: {env: {values: {a: [x], b: [y, X]}}}", ["config/two-meanings 1:42"]],
    ["taxonomy: {stage: {}}", ["config/unknown-key 1:12"]],
    ["sources: [{name: a, path: x}, {name: a, path: y}]", ["config/duplicate-name 1:38"]],
    [slack, ["config/missing-key 1:1"]],
    [`route: {receiver: b}\n${slack}`, ["config/unknown-receiver 1:19"]],
    ["route: {receiver: b}", ["config/unknown-receiver 1:19"]],
    ["http: {token: {env: NOT_SET}}", ["config/missing-secret 1:21"]],
    ["http: {token: {env: EMPTY}}", ["config/missing-secret 1:21"]],
    ["http: {token: {file: gone}}", ["config/missing-secret 1:22"]],
    ["http: {token: {}}", ["config/bad-secret 1:15"]],
    ["http: {token: {env: TOKEN, file: smtp}}", ["config/bad-secret 1:15"]],
    [mail("smarthost: x:25, to: [b@c.d]"), ["yaml/duplicate-key 5:53"]],
    [mail("smarthost: x:25, auth_username: u"), ["config/missing-key 5:68"]],
    [
      mail("smarthost: x:25, require_tls: false, auth_username: u, auth_password: {env: TOKEN}"),
      ["config/insecure 5:66"],
    ],
    [mail("smarthost: smtp"), ["config/bad-address 5:47"]],
    ["data: a\n---\ndata: b", ["config/too-many 3:1"]],
    ["- a", ["yaml/not-a-map 1:1"]],
    [
      `${slack.replace("'#a'", "'#a', api_url: 'http://x.example/'")}\nroute: {receiver: a}`,
      ["config/insecure 1:64"],
    ],
  ];
  it.each(wrong)("%s", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it("opens to others with a token", () => {
    expect(codes("listen: 0.0.0.0:8420\nhttp: {token: {env: TOKEN}}")).toEqual([]);
  });
});

describe("a secret in the file", () => {
  const canary = "hunter2-CANARY/x+y=";
  const places: readonly string[] = [
    `http: {token: ${canary}}`,
    `http: {token: "${canary}"}`,
    `http: {token: {env: "${canary}"}}`,
    `http: {token: {value: ${canary}}}`,
    `http:\n  token: |\n    ${canary}\n`,
    `http: {token: [${canary}]}`,
    `http: {tken: ${canary}, token: {env: TOKEN}}\nhttp_token: ${canary}\n`,
    `http: {token: ${canary}: x}`,
    `http:\n  token: ${canary}\n bad indent: [\n`,
    `delay: 5 # token: ${canary}`,
    `receivers: [{name: a, slack_configs: [{channel: 5, token: ${canary}, chanel: x}]}]`,
    mail(`smarthost: "x", auth_username: u, auth_password: ${canary}`),
    `smtp_password: '${canary}'`,
    `links: {trace: "https://user:${canary.replace("/", "")}@x.example/{{trace_id}}"}`,
    `http: {token: ${canary}, x: ${canary}}`,
  ];
  it.each(places)("is never shown: %s", (text) => {
    const { config, diagnostics } = parse(text);
    expect(config).toBeUndefined();
    const shown = `${formatDiagnostics(diagnostics, { colour: false })}${JSON.stringify(diagnostics)}`;
    expect(shown).not.toMatch(/hunter2|CANARY/);
    for (const one of diagnostics) {
      expect(one.endColumn).toBeGreaterThan(one.column);
      expect(one.column).toBeLessThanOrEqual(one.sourceLine.length + 1);
    }
  });

  it("is called by its name", () => {
    const { diagnostics } = parse(`http: {token: ${canary}}`);
    expect(diagnostics.map((one) => one.code)).toEqual(["config/literal-secret"]);
    expect(formatDiagnostics(diagnostics, { colour: false })).toBe(
      [
        "conf/tocsin.yaml:1:15 error config/literal-secret",
        "  `token` is written into the file",
        "  1 | http: {token: [secret]}",
        "    |               ^^^^^^^^",
        "  hint: put it into the environment or a file: `{env: NAME_OF_VARIABLE}` or `{file: PATH}`; the one written here is no secret any more: replace it",
        "",
        "1 error",
        "",
      ].join("\n"),
    );
  });
});

describe("readConfig", () => {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-config-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("reads the file and the secrets beside it", () => {
    mkdirSync(join(directory, "secrets"));
    writeFileSync(join(directory, "secrets/token"), "abc\n");
    writeFileSync(join(directory, "tocsin.yaml"), "data: d\nhttp: {token: {file: secrets/token}}\n");
    const { config } = readConfig(join(directory, "tocsin.yaml"), {});
    expect(config?.data).toBe(join(directory, "d"));
    expect(config?.http.token?.reveal()).toBe("abc");
  });

  it("takes no missing file for no configuration", () => {
    const { config, diagnostics } = readConfig(join(directory, "gone.yaml"), {});
    expect(config).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: "config/unreadable" });
    expect(diagnostics[0]?.message).toContain("ENOENT");
  });

  it("needs no secrets where nobody is told, however many there are", () => {
    const token = (name: string, env: string) => `{name: ${name}, role: respond, token: {env: ${env}}}`;
    writeFileSync(
      join(directory, "secrets.yaml"),
      `http: {tokens: [${token("a", "GONE_A")}, ${token("b", "GONE_B")}]}
route: {receiver: r}
receivers:
  - name: r
    slack_configs: [{channel: c, token: {file: gone}}]
    webhook_configs: [{url: {env: GONE_C}}]
`,
    );
    const file = join(directory, "secrets.yaml");
    expect(readConfig(file, {}).diagnostics.map((one) => one.code)).toEqual(
      Array(4).fill("config/missing-secret"),
    );
    const { config, diagnostics } = readConfig(file, {}, "not needed");
    expect(diagnostics).toEqual([]);
    expect(config?.receivers[0]?.slackConfigs).toHaveLength(1);
    expect(config && tokenThatMay(config.http, "respond")).toBeUndefined();
    expect(tokenThatMay(readConfig(file, { GONE_B: "b" }, "not needed").config?.http ?? {}, "respond")).toBe(
      "b",
    );
  });

  it("works without a file", () => {
    const { config } = readConfig(undefined, {});
    expect(config?.data).toBe("data");
    expect(config?.rules[0]?.endsWith("rules")).toBe(true);
  });
});
