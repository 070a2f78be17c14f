import { describe, expect, it } from "vitest";
import { folderOf, importsOf, readSourceFiles, targetFolder, withoutComments } from "./source-files.ts";
import { type Breach, breachesOf, MAY_IMPORT, MIDDLE, maxLines } from "./walls.ts";

const files = readSourceFiles();

describe("the walls of src", () => {
  it("holds files in every folder that the table names, and in no other", () => {
    expect([...new Set(files.map(({ path }) => folderOf(path)))].sort()).toEqual(
      Object.keys(MAY_IMPORT).sort(),
    );
  });

  it("are breached by no file", () => {
    expect(files.flatMap(breachesOf)).toEqual([]);
  });

  it("see the imports that are there", () => {
    const relative = files.flatMap((file) => importsOf(file).filter(({ from }) => from.startsWith(".")));
    expect(relative.length).toBeGreaterThan(500);
    const reached = new Set(
      files.flatMap((file) => importsOf(file).map(({ from }) => targetFolder(file, from))),
    );
    for (const folder of MIDDLE) expect(reached).toContain(folder);
  });
});

describe("the table", () => {
  it("has no circle", () => {
    const settled = new Set<string>();
    for (let round = 0; round < Object.keys(MAY_IMPORT).length; round++) {
      for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
        if (allowed.every((one) => settled.has(one))) settled.add(folder);
      }
    }
    expect([...settled].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it("lets the middle import nothing but the middle", () => {
    for (const folder of MIDDLE) {
      for (const target of MAY_IMPORT[folder] ?? []) expect(MIDDLE).toContain(target);
    }
  });
});

interface Planted {
  readonly path: string;
  readonly text: string;
  readonly seen: readonly (readonly [Breach["wall"], string])[];
}

const PLANTED: Readonly<Record<string, Planted>> = {
  "a file system in the middle": {
    path: "detect/x.ts",
    text: 'import { readFileSync } from "node:fs";\n',
    seen: [["library", "node:fs"]],
  },
  "a library with I/O in the middle": {
    path: "model/x.ts",
    text: 'import Database from "better-sqlite3";\n',
    seen: [["library", "better-sqlite3"]],
  },
  "the old name of a module": {
    path: "enrich/x.ts",
    text: 'import * as http from "http";\n',
    seen: [["library", "http"]],
  },
  "an import over several lines": {
    path: "alerts/x.ts",
    text: 'import {\n  setTimeout,\n} from "node:timers/promises";\n',
    seen: [
      ["library", "node:timers/promises"],
      ["impure", "a timer"],
    ],
  },
  "a dynamic import": {
    path: "render/x.ts",
    text: 'const worker = await import("node:worker_threads");\n',
    seen: [["library", "node:worker_threads"]],
  },
  "a re-export of a library": {
    path: "formats/x.ts",
    text: 'export { spawn } from "node:child_process";\n',
    seen: [["library", "node:child_process"]],
  },
  "random bytes in the middle": {
    path: "redact/x.ts",
    text: 'import { createHmac, randomBytes } from "node:crypto";\n',
    seen: [["library", "node:crypto"]],
  },
  "a library of the rules elsewhere in the middle": {
    path: "detect/x.ts",
    text: 'import { z } from "zod";\n',
    seen: [["library", "zod"]],
  },
  "SQL outside the store": {
    path: "daemon/x.ts",
    text: 'import Sqlite from "better-sqlite3";\n',
    seen: [["library", "better-sqlite3"]],
  },
  "the clock": { path: "detect/x.ts", text: "const now = Date.now();\n", seen: [["impure", "Date.now"]] },
  "the clock as a date": {
    path: "render/x.ts",
    text: "const now = new Date();\n",
    seen: [["impure", "new Date() without an argument"]],
  },
  chance: { path: "rules/x.ts", text: "const n = Math.random();\n", seen: [["impure", "Math.random"]] },
  "the monotonic clock": {
    path: "study/x.ts",
    text: "const n = performance.now();\n",
    seen: [["impure", "performance"]],
  },
  "the environment": {
    path: "incidents/x.ts",
    text: 'const x = process.env["X"];\n',
    seen: [["impure", "process"]],
  },
  "a timer": { path: "ports/x.ts", text: "setTimeout(() => {}, 1);\n", seen: [["impure", "a timer"]] },
  "the network": { path: "enrich/x.ts", text: "void fetch(url);\n", seen: [["impure", "fetch"]] },
  "against the order of data": {
    path: "detect/x.ts",
    text: 'import type { Alert } from "../alerts/alert-life.ts";\n',
    seen: [["direction", "alerts"]],
  },
  "the middle to an edge": {
    path: "alerts/x.ts",
    text: 'import { openStores } from "../store/open-stores.ts";\n',
    seen: [["direction", "store"]],
  },
  "an edge to an edge": {
    path: "notify/x.ts",
    text: 'import { openStores } from "../store/open-stores.ts";\n',
    seen: [["direction", "store"]],
  },
  "an edge to who composes it": {
    path: "web/x.ts",
    text: 'import { startDaemon } from "../daemon/daemon.ts";\n',
    seen: [["direction", "daemon"]],
  },
  "a thread of another folder": {
    path: "web/x.ts",
    text: 'new Worker(new URL("../daemon/writer-thread.js", import.meta.url));\n',
    seen: [["direction", "daemon"]],
  },
  "out of src": {
    path: "model/x.ts",
    text: 'import { x } from "../../test/x.ts";\n',
    seen: [["outside", "../../test/x.ts"]],
  },
  "a long file": {
    path: "model/x.ts",
    text: "const x = 1;\n".repeat(maxLines + 1),
    seen: [["size", `${maxLines + 1} lines`]],
  },
  "a barrel": { path: "model/index.ts", text: "", seen: [["name", "model/index.ts"]] },
  utils: { path: "render/string-utils.ts", text: "", seen: [["name", "render/string-utils.ts"]] },
  helpers: { path: "cli/helpers/x.ts", text: "", seen: [["name", "cli/helpers/x.ts"]] },
  common: { path: "store/common.ts", text: "", seen: [["name", "store/common.ts"]] },
  "a default export": {
    path: "model/x.ts",
    text: "export default function x() {}\n",
    seen: [["default-export", "default export"]],
  },
  "any as a type": { path: "web/x.ts", text: "const x: any = 1;\n", seen: [["any", ": any"]] },
  "any by force": { path: "web/x.ts", text: "const x = y as any;\n", seen: [["any", "as any"]] },
  "a list of any": { path: "web/x.ts", text: "type X = Record<string, any[]>;\n", seen: [["any", "any[]"]] },
};

describe("the checker", () => {
  it.each(Object.entries(PLANTED))("sees %s", (_, { path, text, seen }) => {
    expect(breachesOf({ path, text }).map(({ wall, what }) => [wall, what])).toEqual(seen);
  });

  it.each<readonly [string, string, string]>([
    ["a word in a comment", "detect/x.ts", "// Not Date.now(): time is an argument, as any caller knows.\n"],
    ["a doc comment", "detect/x.ts", '/**\n * process.env, import from\n * "node:fs"\n */\nconst x = 1;\n'],
    ["a date of an instant", "model/x.ts", "const x = new Date(ms).toISOString();\n"],
    ["a hash", "alerts/x.ts", 'import { createHash } from "node:crypto";\n'],
    ["the condition any", "model/x.ts", 'const x = { type: "any" };\ntype T = "any" | "count";\n'],
    ["what lies to the left", "alerts/x.ts", 'import { x } from "../detect/count.ts";\n'],
    ["a commonplace word", "render/commonest-value.ts", "const x = 1;\n"],
  ])("lets %s pass", (_, path, text) => {
    expect(breachesOf({ path, text })).toEqual([]);
  });

  it("keeps line numbers when it leaves comments out", () => {
    expect(withoutComments('/* a\n b */\nconst url = "https://x"; // c\n').split("\n").length).toBe(4);
    expect(withoutComments('const url = "https://x"; // c')).toContain('"https://x"');
  });
});
