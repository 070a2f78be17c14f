import { isDeepStrictEqual } from "node:util";
import type { Logger } from "pino";
import { isLoopback } from "../config/address.ts";
import type { Config } from "../config/config.ts";
import type { ParsedConfig } from "../config/parse-config.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ReloadReport } from "../ports/reload.ts";
import { diagnosticsOf, type LoadedFiles, loadFiles } from "./load-files.ts";
import { type ReportSelf, reportConfig, reportFiles } from "./self-facts.ts";
import type { ReloadReply } from "./writer-protocol.ts";

export interface ReloadingSettings {
  /** As loaded at start. */
  readonly loaded: LoadedFiles;
  readonly readConfig: () => ParsedConfig;
  /** Puts them in force. */
  readonly apply: (next: LoadedFiles) => Promise<ReloadReply>;
  readonly reportSelf: ReportSelf;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** Reads everything again, one reading at a time. */
export interface Reloading {
  /** `cause`: who asked, for the log. Never rejects for what stands in the files. */
  readonly reload: (cause: string) => Promise<ReloadReport>;
  readonly last: () => ReloadReport;
  /** Of the last reading in which everything loaded, epoch ms; undefined before it. */
  readonly lastSuccess: () => number | undefined;
  /** Resolves when none is under way. */
  readonly idle: () => Promise<void>;
}

export function createReloading(settings: ReloadingSettings): Reloading {
  const { apply, reportSelf, now, log } = settings;
  let loaded = settings.loaded;
  let last = firstReport(loaded, now());
  let lastSuccess = last.ok ? last.at : undefined;
  let running: Promise<void> = Promise.resolve();
  // Asked for while another runs: that one may have read the files already, so one more serves all who ask.
  let next: Promise<ReloadReport> | undefined;

  async function run(cause: string): Promise<ReloadReport> {
    next = undefined;
    const { config, diagnostics } = settings.readConfig();
    const errors = diagnostics.filter((one) => one.severity === "error");
    reportConfig(errors, reportSelf);
    last = await take(config, diagnostics);
    if (last.ok) lastSuccess = last.at;
    const { ok, rules, needsRestart } = last;
    log[ok ? "info" : "warn"](
      { cause, ok, rules, needs_restart: needsRestart, problems: last.diagnostics.map(inOneLine) },
      "reloaded",
    );
    return last;
  }

  /** A configuration that does not load leaves the one before in force whole; rules and templates are their own matter. */
  async function take(wanted: Config | undefined, found: readonly Diagnostic[]): Promise<ReloadReport> {
    const started = settings.loaded.config;
    const needsRestart = wanted === undefined ? last.needsRestart : changedAtStartOnly(started, wanted);
    const config = wanted === undefined ? loaded.config : asFarAsLive(started, wanted, loaded.config);
    loaded = await loadFiles(config, loaded.rules.good);
    const reply = await apply(loaded);
    reportFiles(loaded, reportSelf);
    const diagnostics = [...found, ...diagnosticsOf(loaded)];
    const ok = diagnostics.every((one) => one.severity !== "error");
    return { at: now(), ok, configTaken: wanted !== undefined, ...reply, needsRestart, diagnostics };
  }

  return {
    reload(cause) {
      if (next === undefined) {
        next = running.then(() => run(cause));
        running = next.then(
          () => undefined,
          () => undefined,
        );
      }
      return next;
    },
    last: () => last,
    lastSuccess: () => lastSuccess,
    idle: () => running,
  };
}

function firstReport(loaded: LoadedFiles, at: number): ReloadReport {
  const diagnostics = diagnosticsOf(loaded);
  const ok = diagnostics.every((one) => one.severity !== "error");
  const rules = loaded.rules.rules.filter((rule) => rule.enabled).length;
  return { at, ok, configTaken: true, rules, warming: [], needsRestart: [], diagnostics };
}

/** What is taken when the process starts, and not again. */
const START_ONLY = ["data", "listen"] as const;

function changedAtStartOnly(started: Config, wanted: Config): readonly string[] {
  return START_ONLY.filter((key) => !isDeepStrictEqual(started[key], wanted[key]));
}

/**
 * The wanted configuration, without what only a start can take. A port that other machines reach is not opened to
 * all of them because the file now says loopback: it keeps its tokens until it is closed.
 */
function asFarAsLive(started: Config, wanted: Config, before: Config): Config {
  const { data, listen } = started;
  const { token, tokens = [] } = wanted.http;
  const opens = token === undefined && tokens.length === 0 && !isLoopback(listen.host);
  return { ...wanted, data, listen, http: opens ? before.http : wanted.http };
}

function inOneLine({ file, line, column, severity, message }: Diagnostic): string {
  return `${file}:${line}:${column} ${severity}: ${message}`;
}
