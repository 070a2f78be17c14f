import { describe, expect, it } from "vitest";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";
import { createEntry } from "../../src/model/entry.ts";
import { readModuleGlob } from "../../src/redact/module-glob.ts";
import { NO_SETTINGS } from "../../src/redact/redaction-settings.ts";
import { createRedactor } from "../../src/redact/redactor.ts";

const GLOBS = ["*.corp.example.com", "github.com/acme/*", "gitlab.example.org/[a-c]?m/core"];
const { redactLine, redactText } = createRedactor({
  key: "test",
  settings: { ...NO_SETTINGS, privateModules: GLOBS },
});
const SECRET = redactText("git.corp.example.com/team/Secret");

/** The module git.corp.example.com/team/Secret as logs write it, and what is left of the line. */
const FORMS: readonly (readonly [string, string])[] = [
  ["GET /git.corp.example.com/team/!secret/@v/list HTTP/1.1", "GET /#/@v/list HTTP/1.1"],
  ["GET /git.corp.example.com/team/!secret/@v/v1.2.3.zip", "GET /#/@v/v1.2.3.zip"],
  ["GET /git.corp.example.com/team/!secret/@latest", "GET /#/@latest"],
  ["/api/go/private/git.corp.example.com/team/!secret/@v/list", "/api/go/private/#/@v/list"],
  ["/git.corp.example.com/team/%21secret/@v/list", "/#/@v/list"],
  ["/git.corp.example.com%2Fteam%2F%21secret%2F%40v%2Flist", "/#%2F%40v%2Flist"],
  ["/git.corp.example.com%252Fteam%252F%2521secret%252F%2540v", "/#%252F%2540v"],
  [
    "/sumdb/sum.golang.org/lookup/git.corp.example.com/team/!secret@v1.2.3",
    "/sumdb/sum.golang.org/lookup/#@v1.2.3",
  ],
  ["git.corp.example.com/team/Secret@v1.2.3: invalid version", "#@v1.2.3: invalid version"],
  ["module git.corp.example.com/team/Secret: reading x", "module #: reading x"],
  ["no such module git.corp.example.com/team/Secret.", "no such module #."],
  ['unrecognized import path "git.corp.example.com/team/Secret"', 'unrecognized import path "#"'],
  ["https://git.corp.example.com/team/Secret?go-get=1", "https://#?go-get=1"],
  ["https://git.corp.example.com:8443/team/Secret.git/info/refs", "https://#/info/refs"],
  ["git@git.corp.example.com:team/Secret.git", "git@#"],
  ['{"module":"git.corp.example.com/team/Secret","version":"v1"}', '{"module":"#","version":"v1"}'],
  ['{"uri":"\\/git.corp.example.com\\/team\\/!secret\\/@v\\/list"}', '{"uri":"\\/#\\/@v\\/list"}'],
  ['{"m":"git.corp.example.com\\u002fteam\\u002fSecret"}', '{"m":"#"}'],
  [
    "https://proxy.corp.example.com/git.corp.example.com/team/!secret/@v/list",
    "https://proxy.corp.example.com/#/@v/list",
  ],
];

/** Nothing private: public modules, hosts by themselves, organisations with a longer name. */
const CLEAN: readonly string[] = [
  "GET /github.com/spf13/cobra/@v/list",
  "GET /github.com/acmecorp/x/@v/list",
  "GET /github.com/acme/@v/list",
  "/github.com/acme/@latest asks for the organisation only",
  '{"host":"athens.corp.example.com","upstream":"athens.corp.example.com:3000"}',
  "https://proxy.corp.example.com/github.com/spf13/cobra/@v/v1.8.1.zip",
  "connect to athens.corp.example.com:3000 failed",
  "/corp.example.com/x/@v/list",
  "gitlab.example.org/dam/core gitlab.example.org/acm/other",
];

describe("private modules", () => {
  it.each(FORMS)("%s", (line, left) => {
    expect(SECRET).toMatch(/^\[redacted:module:[0-9a-f]{4}\]$/);
    expect(redactLine(line)).toEqual({ text: left.replace("#", SECRET), count: 1 });
    expect(redactText(redactText(line))).toBe(redactText(line));
  });

  it.each(CLEAN)("leaves %s alone", (line) => {
    expect(redactLine(line)).toEqual({ text: line, count: 0 });
  });

  it("keeps modules apart and one module the same", () => {
    const names = ["a", "b", "a/v2", "c"].map((name) => redactText(`github.com/acme/${name}`));
    expect(new Set(names).size).toBe(4);
    expect(redactText("GET /github.com/acme/a/@v/list")).toContain(names[0]);
    expect(redactText("gitlab.example.org/acm/core/sub")).toMatch(/^\[redacted:module:....\]$/);
  });

  it.each([
    ["/git.corp.example.com/team/!secret/@v/v1.2.3.info", "info", "v1.2.3"],
    ["/git.corp.example.com/team/!secret/@v/list", "list", undefined],
    ["/sumdb/sum.golang.org/lookup/git.corp.example.com/team/!secret@v1.2.3", "sumdb_lookup", "v1.2.3"],
    ["/api/go/private/git.corp.example.com%2Fteam%2F%21secret/@latest", "latest", undefined],
  ])("rules still see module, operation and version of %s", (path, operation, version) => {
    const parsed: Parsed[] = [];
    const parser = createLineParser({ format: "auto", emit: (one) => parsed.push(one) });
    const line = {
      time: "2026-11-22T09:00:00Z",
      level: "info",
      method: "GET",
      path,
      status: 404,
      bytes: 0,
      duration_ms: 1,
    };
    parser.push(redactText(JSON.stringify(line)), 0);
    const [one] = parsed;
    const entry = one !== undefined && "entry" in one ? one.entry : createEntry("none", 0);
    expect(entry).toMatchObject({ module: SECRET, operation });
    expect(entry.version).toBe(version);
    expect(entry.probe ?? false).toBe(false);
  });

  it.each([
    ["*", "matches nearly every module"],
    ["*/*", "matches nearly every module"],
    ["a[", "has a `[` without its `]`"],
    ["ab[z-a]", "has a range that is none in `[z-a]`"],
    ["ab\\", "ends in a backslash"],
    ["https://x.example/y", "is no pattern of module paths"],
    ["a b.example", "is no pattern of module paths"],
  ])("refuses %s", (glob, problem) => {
    expect(readModuleGlob(glob)).toMatchObject({ problem });
  });

  it.each([
    ["slashes", "a/".repeat(500_000)],
    ["hosts", "x.corp.example.com/".repeat(50_000)],
    ["exclamation marks", `github.com/${"!a".repeat(300_000)}`],
    ["colons", "x.corp.example.com:".repeat(50_000)],
  ])("takes linear time on many %s", (_, line) => {
    const before = performance.now();
    redactLine(line);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
