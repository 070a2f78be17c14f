import { dirname, isAbsolute, join } from "node:path";
import { NO_TAXONOMY } from "../formats/taxonomy.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { NO_SETTINGS } from "../redact/redaction-settings.ts";
import { readShape } from "../rules/read-shape.ts";
import { readYaml } from "../rules/read-yaml.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import type { Config } from "./config.ts";
import { type ConfigKeys, configSchema } from "./config-schema.ts";
import { findLiteralSecrets, secretAddresses, unknownKeyTexts } from "./literal-secrets.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { readHttp } from "./read-http.ts";
import { readInhibitRules } from "./read-inhibit-rules.ts";
import { readHeartbeat, readRetention, readSelf } from "./read-operation.ts";
import { readReceivers } from "./read-receivers.ts";
import { readRedact } from "./read-redact.ts";
import { readRoute } from "./read-route.ts";
import type { SecretOrigins } from "./read-secret.ts";
import { readSources } from "./read-sources.ts";
import { readSyslog } from "./read-syslog.ts";
import { readTaxonomy } from "./read-taxonomy.ts";

export interface ParsedConfig {
  /** Absent where there is an error. */
  readonly config?: Config;
  /** No message and no source line in it shows a secret. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a key that is absent stands for. */
export interface ConfigDefaults {
  /** Directory of the shipped rules. */
  readonly rules: string;
}

const DEFAULT_MS = {
  delay: 2_000,
  maxSkew: 300_000,
  lateness: 3_600_000,
  catchUp: 86_400_000,
  idleAfter: 60_000,
};

/**
 * Text of tocsin.yaml → configuration; an empty text is all defaults. Paths in it are relative to the file.
 * Never throws; reads nothing but what `origins` gives it.
 */
export function parseConfig(
  file: string,
  text: string,
  origins: SecretOrigins,
  defaults: ConfigDefaults,
): ParsedConfig {
  const yaml = readYaml(file, text);
  const [document, second] = yaml.documents;
  if (yaml.diagnostics.length > 0)
    return { diagnostics: yaml.diagnostics.map((one) => maskSecrets(one, [])) };
  if (document === undefined) return { config: fill({}, file, defaults, NO_PARTS), diagnostics: [] };
  const literal = findLiteralSecrets(document);
  const diagnostics: Diagnostic[] = [...literal.diagnostics];
  if (second !== undefined) {
    const finding = { code: "config/too-many", message: "the file holds one document" };
    diagnostics.push(document.at(second.valueSpan([]), finding));
  }
  const config = readDocument(document, file, origins, defaults, diagnostics);
  const secrets = [...literal.secrets, ...unknownKeyTexts(document), ...secretAddresses(document)];
  const shown = diagnostics
    .filter((one) => one.code === "config/literal-secret" || !isEcho(one, literal.diagnostics))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map((one) => maskSecrets(one, secrets));
  return shown.some((one) => one.severity === "error")
    ? { diagnostics: shown }
    : { config, diagnostics: shown };
}

/** A literal secret is of the wrong type as well; saying so twice helps nobody. */
function isEcho(diagnostic: Diagnostic, literal: readonly Diagnostic[]): boolean {
  return literal.some((one) => one.line === diagnostic.line && one.column === diagnostic.column);
}

function readDocument(
  document: YamlDocument,
  file: string,
  origins: SecretOrigins,
  defaults: ConfigDefaults,
  diagnostics: Diagnostic[],
): Config {
  const keys = readShape(configSchema, document, [], "config", diagnostics);
  const here: SecretOrigins = { ...origins, readFile: (path) => origins.readFile(besideFile(file, path)) };
  const receivers = readReceivers(keys.receivers ?? [], document, here, diagnostics);
  const route = readRoute(keys, document, diagnostics);
  const delayMs = keys.delay ?? DEFAULT_MS.delay;
  const sources = readSources(keys.sources ?? [], delayMs, document, diagnostics);
  return fill(keys, file, defaults, {
    ...readHttp(keys, document, here, diagnostics),
    ...readHeartbeat(keys, document, here, diagnostics),
    receivers,
    ...route,
    inhibitRules: readInhibitRules(keys.inhibit_rules ?? [], diagnostics),
    redact: readRedact(keys.redact, document, diagnostics),
    taxonomy: readTaxonomy(keys.taxonomy, document, diagnostics),
    sources: sources.map((source) => ({ ...source, path: besideFile(file, source.path) })),
    syslog: readSyslog(keys.syslog ?? [], sources, document, diagnostics),
  });
}

type Parts = Pick<
  Config,
  "http" | "receivers" | "redact" | "sources" | "inhibitRules" | "taxonomy" | "syslog"
> &
  Partial<Pick<Config, "listen" | "route" | "info" | "heartbeat" | "fallbackReceiver">>;

const NO_PARTS: Parts = {
  http: {},
  receivers: [],
  redact: NO_SETTINGS,
  sources: [],
  inhibitRules: [],
  taxonomy: NO_TAXONOMY,
  syslog: [],
};

function fill(keys: ConfigKeys, file: string, defaults: ConfigDefaults, parts: Parts): Config {
  const rules = keys.rules?.map((path) => besideFile(file, path)) ?? [defaults.rules];
  const runbooks =
    keys.runbooks === undefined ? runbooksBase(rules[0] ?? ".") : besideFile(file, keys.runbooks);
  const { templates } = keys;
  return {
    data: besideFile(file, keys.data ?? "data"),
    listen: { host: "127.0.0.1", port: 8420 },
    rules,
    ...(templates === undefined ? {} : { templates: besideFile(file, templates) }),
    runbooks,
    ...(keys.public_url === undefined ? {} : { publicUrl: new URL(keys.public_url).origin }),
    links: keys.links?.trace === undefined ? {} : { trace: keys.links.trace },
    delayMs: keys.delay ?? DEFAULT_MS.delay,
    maxSkewMs: keys.max_skew ?? DEFAULT_MS.maxSkew,
    catchUpMs: keys.catch_up ?? DEFAULT_MS.catchUp,
    latenessMs: keys.lateness ?? DEFAULT_MS.lateness,
    idleAfterMs: keys.idle_after ?? DEFAULT_MS.idleAfter,
    info: "record",
    retention: readRetention(keys),
    self: readSelf(keys),
    ...parts,
  };
}

/** A path in the file is relative to the file, so that it means the same from every directory. */
function besideFile(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

/** The directory that holds rules/ and runbooks/. */
function runbooksBase(rules: string): string {
  const directory = /\.ya?ml$/.test(rules) ? dirname(rules) : rules;
  return dirname(directory.replace(/(?<=.)\/+$/, ""));
}
