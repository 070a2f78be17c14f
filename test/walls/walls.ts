import { folderOf, importsOf, type SourceFile, targetFolder, withoutComments } from "./source-files.ts";

/** Everything that decides. It knows no outside: what it needs to know is an argument. */
export const MIDDLE = [
  "model",
  "ports",
  "formats",
  "redact",
  "rules",
  "detect",
  "alerts",
  "incidents",
  "enrich",
  "render",
  "study",
] as const;

const EVERY_MIDDLE = [...MIDDLE];

/**
 * Which folders each folder may import, itself left out: what lies to its left in the order of data. Edges import
 * the middle and the ports, never one another; daemon, demo and cli put the parts together.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ports: ["model"],
  formats: ["model"],
  redact: ["model"],
  // A rule test names the format of its lines.
  rules: ["formats", "model"],
  detect: ["model"],
  alerts: ["detect", "model", "ports"],
  incidents: ["alerts", "model", "ports"],
  enrich: ["model", "ports"],
  render: ["model"],
  // Rule tests go as far as what is said of an incident.
  study: [
    "alerts",
    "detect",
    "enrich",
    "formats",
    "incidents",
    "model",
    "ports",
    "redact",
    "render",
    "rules",
  ],
  // A line's identity in the store is that of the cleaned line; an expression becomes SQL here, where all SQL is.
  store: ["formats", "model", "ports", "rules"],
  ingest: ["model", "ports"],
  // There is one reading of Retry-After.
  notify: ["formats", "model", "ports"],
  // Pages are made of the same view and templates as messages.
  web: ["model", "ports", "render"],
  // YAML with positions, durations and names are the rule language's; tocsin.yaml is read by the same means.
  config: ["formats", "model", "redact", "rules"],
  daemon: [...EVERY_MIDDLE, "config", "ingest", "notify", "store", "web"],
  demo: [...EVERY_MIDDLE, "config", "daemon", "notify", "store"],
  cli: [...EVERY_MIDDLE, "config", "daemon", "demo", "ingest", "notify", "store"],
  main: ["cli"],
};

/** What the middle may use besides itself: nothing here does I/O. */
const MIDDLE_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  // Matchers hold patterns that people write; they run in linear time.
  model: ["re2js"],
  redact: ["re2js"],
  rules: ["@marcbachmann/cel-js", "@marcbachmann/cel-js/serialize", "re2js", "yaml", "zod"],
  render: ["handlebars"],
};

/** Of node:crypto the middle only hashes: keys and random bytes come from outside. */
const HASHING: readonly string[] = ["createHash", "createHmac", "hash"];

/** Each outside world has one door. */
const ONE_DOOR: Readonly<Record<string, readonly string[]>> = {
  "better-sqlite3": ["store"],
  "@slack/web-api": ["notify"],
  nodemailer: ["notify"],
  fastify: ["web"],
  "node-cron": ["daemon"],
  "smtp-server": ["demo"],
  commander: ["cli"],
};

/** What would make a decision depend on something else than its arguments. */
const IMPURE: readonly (readonly [string, RegExp])[] = [
  ["Date.now", /\bDate\.now\b/],
  ["new Date() without an argument", /\bnew Date\(\s*\)/],
  ["Math.random", /\bMath\.random\b/],
  ["performance", /\bperformance\s*[.[]/],
  ["process", /\bprocess\s*[.[]/],
  ["a timer", /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ["fetch", /\bfetch\(/],
  ["globalThis", /\bglobalThis\b/],
];

export const maxLines = 300;

export interface Breach {
  readonly path: string;
  readonly wall: "direction" | "library" | "impure" | "size" | "name" | "default-export" | "any" | "outside";
  readonly what: string;
}

export function breachesOf(file: SourceFile): readonly Breach[] {
  return [...importBreaches(file), ...impurities(file), ...shapeBreaches(file)];
}

function importBreaches(file: SourceFile): readonly Breach[] {
  const folder = folderOf(file.path);
  const breaches: Breach[] = [];
  const add = (wall: Breach["wall"], what: string): void => {
    breaches.push({ path: file.path, wall, what });
  };
  for (const { from, names } of importsOf(file)) {
    if (from.startsWith(".")) {
      const target = targetFolder(file, from);
      if (target === undefined) add("outside", from);
      else if (target !== folder && !(MAY_IMPORT[folder] ?? []).includes(target)) add("direction", target);
    } else if (!libraryAllowed(folder, from, names)) add("library", from);
  }
  return breaches;
}

function libraryAllowed(folder: string, from: string, names: readonly string[]): boolean {
  const doors = ONE_DOOR[from];
  if (doors !== undefined && !doors.includes(folder)) return false;
  if (!isMiddle(folder)) return true;
  if (from === "node:crypto") return names.length > 0 && names.every((name) => HASHING.includes(name));
  return (MIDDLE_LIBRARIES[folder] ?? []).includes(from);
}

function isMiddle(folder: string): boolean {
  return EVERY_MIDDLE.some((one) => one === folder);
}

function impurities(file: SourceFile): readonly Breach[] {
  if (!isMiddle(folderOf(file.path))) return [];
  const code = withoutComments(file.text);
  return IMPURE.filter(([, pattern]) => pattern.test(code)).map(([what]) => ({
    path: file.path,
    wall: "impure",
    what,
  }));
}

const FORBIDDEN_NAME = /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:[/.-]|$)|(?:^|\/)index\.ts$/;
const ANY = /(?::|\bas|<|\|)\s*any\b(?!["'(])|\bany\[\]/;

function shapeBreaches({ path, text }: SourceFile): readonly Breach[] {
  const code = withoutComments(text);
  const lines = text.trimEnd().split("\n").length;
  const breaches: Breach[] = [];
  if (lines > maxLines) breaches.push({ path, wall: "size", what: `${lines} lines` });
  if (FORBIDDEN_NAME.test(path)) breaches.push({ path, wall: "name", what: path });
  if (/^export default\b/m.test(code) || /\bas default\b/.test(code)) {
    breaches.push({ path, wall: "default-export", what: "default export" });
  }
  if (ANY.test(code)) breaches.push({ path, wall: "any", what: ANY.exec(code)?.[0] ?? "" });
  return breaches;
}
