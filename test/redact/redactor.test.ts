import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/redact/redactor.ts";

const { redactLine } = createRedactor({ key: "test" });
const corpus = process.env["TOCSIN_CORPUS"] ?? "";

/** None of these is or was a real secret; they are put together here so that no scanner takes them for one. */
const GITHUB = `ghp_${"Planted0".repeat(4)}abcd`;
const GITLAB = `glpat-${"planted_9".repeat(3)}`;
const SLACK = `xoxb-${"1234567890-".repeat(2)}planted`;
const AWS = `AKIA${"PLANTED0".repeat(2)}`;
const GOOGLE = `AIza${"Planted".repeat(5)}`;
const JWT = `eyJ${"hbGciOiJ".repeat(3)}.eyJ${"zdWIiOiJ".repeat(3)}.${"sig_nature-".repeat(3)}`;
const BASIC = Buffer.from("ci:planted-password").toString("base64");

/** Text before, the secret, text after, and the kind. */
const PLANTED: readonly (readonly [string, string, string, string])[] = [
  ["GET /a/@v/list?x=", GITHUB, " HTTP/1.1", "github_token"],
  ["cloning with ", `github_pat_${"planted_1".repeat(4)}`, ".", "github_token"],
  ['{"msg":"', GITLAB, '"}', "gitlab_token"],
  ["posting as ", SLACK, "", "slack_token"],
  ["https://hooks.slack.com/services/", "T000PLANTED/B000PLANTED/planted", " failed", "slack_webhook"],
  ["signed by ", AWS, ", in us-east-1", "aws_key_id"],
  ["?X-Amz-Credential=", `${AWS}%2F20261122%2Fus-east-1`, "&x=1", "aws_key_id"],
  ["?X-Amz-Signature=", "f".repeat(64), "&x=1", "signature"],
  ["?X-Amz-Security-Token=", "planted%2Ftoken%3D%3D", "&x=1", "token"],
  ["?X-Goog-Signature=", "planted0123", '"', "signature"],
  ["?key=", GOOGLE, "&x=1", "google_key"],
  ['{"jwt":"', JWT, '"}', "jwt"],
  ["Authorization: ", "Bearer planted-opaque-token-1", "", "authorization"],
  ["sent Bearer ", "planted0opaque", " to it", "bearer"],
  ["sent Basic ", BASIC, " to it", "basic"],
  ['{"Authorization":"', `Basic ${BASIC}`, '"}', "authorization"],
  ['{"headers":{"Cookie":["', "planted=cookie; b=c", '"],"X":["y"]}}', "cookie"],
  ['{"sent_http_set_cookie":"', "session=planted", '"}', "cookie"],
  ['{"Proxy-Authorization":"', "planted", '"}', "authorization"],
  ["get https://", "ci:planted-password", "@host.test/a", "url_credentials"],
  ["/x?upstream=https%3A%2F%2F", "ci%3Aplanted-password", "%40host.test%2F", "url_credentials"],
  ["http:\\/\\/", "ci:planted", "@host.test\\/", "url_credentials"],
  ["/x?token=", "planted", "&y=1", "token"],
  ["/x?a=1&access_token=", "pla%26nted", ' HTTP/1.1"', "token"],
  ["/x?redirect=%2Fy%3Ftoken%3D", "planted", "%26z=1", "token"],
  ['{"client_secret": "', 'pla\\"nted', '"}', "secret"],
  ['{"clientSecret":"', "planted", '"}', "secret"],
  ['{"API-KEY":"', "planted", '"}', "secret"],
  ['{"msg":"{\\"password\\":\\"', "planted", '\\",\\"a\\":1}"}', "password"],
  ["level=info password=", "planted", " x=1", "password"],
  ['level=info db_password="', "planted with blanks", '" x=1', "password"],
  ["?ssn=", "078-05-1120", "&", "ssn"],
  ["?ssn%3D", "078-05-1120", "&", "ssn"],
  ["for ", "jane.doe+ci@mail.example.com", ", ok", "email"],
  ["/users/", "jane@example.com", "/x", "email"],
];

/** Lines that hold nothing secret, though something in them looks like it. */
const CLEAN: readonly string[] = [
  "GET /sumdb/sum.golang.org/lookup/github.com/spf13/cobra@v1.8.1 HTTP/1.1",
  "github.com/a/b@v0.0.0-20240102150405-0123456789ab",
  "github.com/a/b@v1.8.1-rc.beta",
  "golang.org/x/mod@latest and github.com/a/b@feature.branch",
  "/github.com/golang-jwt/jwt/v5/@v/v5.2.1.zip",
  "/github.com/secrets/token/@v/list",
  "go: git@github.com:org/repo.git: fatal",
  "ssh://git@github.com/org/repo",
  "2026-11-22T07:59:03Z 2026-11-22 123-45-67890 1123-45-6789",
  "550e8400-e29b-41d4-a716-446655440000",
  "h1:6BWCPL+5E0FZ2v0GxMV0nZ5xJ1U0JzKQ3Rr4Z9g0uQk=",
  '{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","Authorization":["REDACTED"],"token":"","password":null}',
  '{"max_tokens":100,"token_count":5,"author":"x","cookies":3,"version":"1.2"}',
  "Basic authentication failed; Bearer token missing",
  "https://go.dev/cmd/go?x=@y",
];

describe("createRedactor", () => {
  it.each(PLANTED)("%s%s%s is %s", (before, secret, after, kind) => {
    const { text, count } = redactLine(before + secret + after);
    expect(text).toMatch(new RegExp(`\\[redacted:${kind}:[0-9a-f]{4}\\]`));
    expect(text.startsWith(before)).toBe(true);
    expect(text.endsWith(after)).toBe(true);
    expect(text).not.toContain(secret);
    expect(text).not.toContain("lanted");
    expect(count).toBe(1);
  });

  it.each(CLEAN)("leaves %s alone", (line) => {
    expect(redactLine(line)).toEqual({ text: line, count: 0 });
  });

  it("keeps JSON valid, numbers and lists included", () => {
    const line = JSON.stringify({
      password: 1234,
      a: { "set-cookie": ["a=b", 'c="d"'], list: [GITHUB, "x"] },
      url: `https://u:p@h/?token=${JWT}&q=1`,
    });
    const { text, count } = redactLine(line);
    expect(count).toBe(6);
    expect(JSON.parse(text)).toMatchObject({
      password: expect.stringMatching(/^\[redacted:password:/),
      a: {
        "set-cookie": [
          expect.stringMatching(/^\[redacted:cookie:/),
          expect.stringMatching(/^\[redacted:cookie:/),
        ],
      },
    });
  });

  it("keeps equal secrets equal and different ones different, by a key", () => {
    const mark = (line: string): string | undefined => /:([0-9a-f]{4})\]/.exec(redactLine(line).text)?.[1];
    expect(mark(`?token=${GITHUB}`)).toBe(mark(`{"m":"${GITHUB}"}`));
    expect(mark("?token=a%2Fb")).toBe(mark("?token=a/b"));
    expect(mark("?token=first")).not.toBe(mark("?token=second"));
    expect(createRedactor({ key: "other" }).redactLine("?token=first").text).not.toBe(
      redactLine("?token=first").text,
    );
  });

  it("redacts twice as once", () => {
    for (const [before, secret, after] of PLANTED) {
      const once = redactLine(before + secret + after).text;
      expect(redactLine(once)).toEqual({ text: once, count: 0 });
    }
  });

  it.each([
    ["key=", "token=".repeat(50_000)],
    ["quotes", `{"token":"${'\\"'.repeat(100_000)}`],
    ["dots", `eyJ${"a.".repeat(150_000)}`],
    ["ats", "a@".repeat(150_000)],
    ["domains", `a@${"b.".repeat(150_000)}`],
    ["slashes", `token ${"://a".repeat(80_000)}`],
    ["words", `${"a-".repeat(150_000)}token=`],
    ["percent signs", `token=${"%41".repeat(100_000)}`],
    ["blanks", `"token"${" ".repeat(300_000)}:`],
    ["bearers", "Bearer ".repeat(50_000)],
    ["lists", `"cookie":[${'"a",'.repeat(80_000)}`],
    ["inner JSON", '\\"token\\":\\"'.repeat(30_000)],
  ])("takes linear time on many %s", (_, line) => {
    const before = performance.now();
    redactLine(line);
    expect(performance.now() - before).toBeLessThan(2500);
  });

  it("never throws, and never breaks JSON", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...PLANTED.map(([before, secret, after]) => before + secret + after)),
    );
    const key = fc.oneof(fc.string(), fc.constantFrom("token", "password", "Cookie", "Authorization", "sig"));
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.oneof(text, fc.array(text), fc.integer(), fc.jsonValue())),
        (record) => {
          const redacted = redactLine(JSON.stringify(record)).text;
          expect(() => JSON.parse(redacted)).not.toThrow();
          expect(redacted).not.toContain(GITHUB);
          expect(redacted).not.toContain(JWT);
        },
      ),
      { numRuns: 300 },
    );
  });
});

interface Canary {
  readonly value: string;
  readonly parts: readonly string[];
  readonly expect: "redact" | "neutralise";
}

function linesOf(path: string): readonly string[] {
  return readFileSync(join(corpus, path), "utf8").split("\n");
}

function decoded(text: string): string {
  return text.replace(/%[2-7][0-9A-Fa-f]/g, (byte) => decodeURIComponent(byte));
}

describe.skipIf(corpus === "")("the corpus", () => {
  const canaries: readonly Canary[] =
    corpus === "" ? [] : JSON.parse(linesOf("lab2/canaries.json").join("\n")).canaries;
  const planted = canaries
    .filter((canary) => canary.expect === "redact")
    .flatMap(({ value, parts }) => [value, ...parts]);

  it.each(["edge.ndjson", "edge-error.log", "upstream.ndjson", "client.ndjson"])(
    "lab2/%s: no canary is left, and no other line is touched",
    (file) => {
      const holds = (text: string): boolean => planted.some((secret) => text.includes(secret));
      for (const line of linesOf(`lab2/${file}`)) {
        const { text, count } = redactLine(line);
        expect(count > 0).toBe(holds(line));
        if (count > 0) expect(holds(text) || holds(decoded(text))).toBe(false);
      }
    },
  );

  it.each([
    "nginx-json.ndjson",
    "nginx-combined.log",
    "nginx-timed.log",
    "nginx-error.log",
    "haproxy.log",
    "caddy-access.ndjson",
    "client-sdk.ndjson",
  ])("lab/%s has no secrets and stays as it is", (file) => {
    expect(linesOf(`lab/${file}`).filter((line) => redactLine(line).count > 0)).toEqual([]);
  });
});
