import { FORMATS } from "../formats/format-registry.ts";
import { createLineSplitter } from "../ingest/line-splitter.ts";
import type { ReloadReport } from "../ports/reload.ts";
import { redactAnswer } from "../redact/redact-answer.ts";
import { openStoresForReading } from "../store/open-stores.ts";
import { createServer } from "../web/server.ts";
import { createClock } from "./clock.ts";
import type { DaemonSettings } from "./daemon-settings.ts";
import { type Delivering, startDelivering } from "./delivering.ts";
import { createFactKeeper, type FactKeeper, keepFacts } from "./fact-keeper.ts";
import { createFileFollowing } from "./file-following.ts";
import { createIntake } from "./intake.ts";
import { addressesOf } from "./known-addresses.ts";
import { liveConfig } from "./live-config.ts";
import { openLiveReceivers } from "./live-receivers.ts";
import type { LoadedFiles } from "./load-files.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { NoSpace } from "./no-space.ts";
import { createOperatorDesk } from "./operator-desk.ts";
import { createReaders } from "./readers.ts";
import { aliveRules } from "./recovery.ts";
import { redactedState } from "./redacted-state.ts";
import { createReloading } from "./reloading.ts";
import { type ReportSelf, reportFiles } from "./self-facts.ts";
import { accessTokens, freshFacts } from "./server-settings.ts";
import { dataArgument } from "./shown-command.ts";
import { createStatusBoard } from "./status-board.ts";
import { stopInOrder } from "./stop-order.ts";
import { startSyslogSources } from "./syslog-sources.ts";
import { startTails } from "./tails.ts";
import type { ReaderThreadSettings } from "./thread-settings.ts";
import { tick } from "./tick.ts";
import { createTicker } from "./ticker.ts";
import { createUpkeep } from "./upkeep.ts";
import { startWriter } from "./writer-client.ts";
import type { ReloadReply } from "./writer-protocol.ts";
import { liveWriterSettings } from "./writer-settings.ts";

export interface Daemon {
  /** http://127.0.0.1:8420 */
  readonly address: string;
  /** Reads configuration, rules and templates again. `cause`: who asked, for the log. */
  readonly reload: (cause: string) => Promise<ReloadReport>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts everything in the order of dependence: writer (recovers), reader, delivery, tails, HTTP, scheduler; stops
 * in the opposite order, so that nothing is accepted that can no longer be committed. The caller holds the data
 * directory's lock.
 */
export async function startDaemon(settings: DaemonSettings): Promise<Daemon> {
  const { log, redactionKey, redactor } = settings;
  const { redactText } = redactor;
  // What is in force; a reload puts another in its place.
  let { loaded } = settings;
  const dataDir = loaded.config.data;
  const clock = createClock(settings.clock);
  const receivers = openLiveReceivers(loaded.config, clock.now);
  const board = createStatusBoard(() => loaded.config.idleAfterMs);
  let delivering: Delivering | undefined;
  let facts: FactKeeper | undefined;
  // The disk took nothing when a reload was to be recorded.
  let owesReload = false;

  const writer = await startWriter(
    {
      dataDir,
      clock: settings.clock,
      redactionKey,
      ...(settings.from === undefined ? {} : { from: settings.from }),
      live: liveWriterSettings(loaded, redactText, receivers.lanes()),
    },
    (status) => {
      board.stepped(status);
      metrics.stepped(status);
      if (status.deliveries > 0) delivering?.wake();
      facts?.want(status.turned);
    },
    settings.onFatal,
    () => delivering?.wake(),
    (problem) => {
      upkeep.writable(problem);
      if (problem === undefined && owesReload) reload("the disk takes data again");
    },
  );
  for (const notice of writer.notices) log.warn(notice);
  const reportSelf: ReportSelf = (rule, facts) => {
    writer.request({ type: "reportSelf", rule, facts }).catch((error: unknown) => {
      log.error({ rule, detail: String(error) }, "a report about Tocsin itself was lost");
    });
  };
  reportFiles(loaded, reportSelf);
  reportSelf("tocsin-config", []);
  const reloading = createReloading({
    loaded,
    readConfig: settings.configFile?.read ?? (() => ({ config: loaded.config, diagnostics: [] })),
    apply,
    reportSelf,
    now: clock.now,
    log,
  });
  const following = createFileFollowing(settings.configFile?.path, () => reload("files changed"));
  const stores = openStoresForReading(dataDir);
  const upkeep = createUpkeep({
    config: liveConfig(() => loaded.config),
    stores,
    board,
    ruleIds: () => aliveRules(loaded.rules.rules),
    queued: () => intake.queued(),
    files: () => tails.files().map((of) => ({ ...of, source: redactText(of.source) })),
    reload: () => ({ ok: reloading.last().ok, lastSuccess: reloading.lastSuccess() }),
    clock,
    log,
    onFindings(reports) {
      for (const { rule, facts: holding } of reports) reportSelf(rule, holding);
    },
  });
  const { metrics } = upkeep;
  const readers = createReaders(readerSettings(loaded, dataDir, redactionKey));
  const live = {
    get templates() {
      return loaded.templates.templates;
    },
    get publicUrl() {
      return loaded.config.publicUrl;
    },
    get tokens() {
      return accessTokens(loaded.config);
    },
  };
  delivering = startDelivering({
    live,
    dataDir,
    redactionKey,
    redact: redactText,
    log,
    clock,
    speed: settings.clock.speed,
    stores,
    writer,
    reader: readers.messages,
    receivers,
    metrics,
  });
  facts = createFactKeeper({
    brief: (incident) => readers.keeping.brief(incident, clock.now()),
    kept: stores.state.facts,
    keep: (brief) => keepFacts(writer, brief, clock.now()),
    report: (trouble) => log.warn({ detail: trouble }, "facts could not be kept"),
    setTimer(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  });
  // Names of sources stand in metrics and logs.
  const counted: Pick<Metrics, "ingested" | "refused"> = {
    ingested: (source, reply) => metrics.ingested(redactText(source), reply),
    refused: metrics.refused,
  };
  const tails = await startTails(loaded.config.sources, { writer, log, onStored: counted.ingested });
  const intake = createIntake(writer, counted);
  const stopSyslog = await startSyslogSources(loaded.config.syslog, intake, log, (source, loss, count) =>
    metrics.lost(redactText(source), loss, count),
  );
  const shown = redactedState(stores.state, redactText);
  const server = createServer({
    intake,
    formats: ["auto", ...Object.keys(FORMATS)],
    splitLines,
    get tokens() {
      return live.tokens;
    },
    get publicUrl() {
      return live.publicUrl;
    },
    get templates() {
      return live.templates;
    },
    redact: (contentType, body) => redactAnswer(contentType, body, redactText),
    store: shown,
    silences: () => shown.silences(),
    changes: { submit: (change) => writer.request({ type: "change", change }) as Promise<boolean> },
    desk: createOperatorDesk(writer, (incident) => facts?.want([incident])),
    freshFacts: freshFacts(readers.pages, clock.now),
    dataArgument: dataArgument(dataDir),
    now: clock.now,
    metrics: metrics.text,
    notReady: board.notReady,
    status: () => ({
      ...board.status(clock.now(), intake.queued(), reloading.last()),
      sources_behind: tails.behind(),
      files_left_out: tails
        .files()
        .filter(({ leftOut }) => leftOut > 0)
        .map(({ source, leftOut }) => `${leftOut} files of ${redactText(source)} are not followed`),
      ...upkeep.status(),
    }),
    reload: () => reloading.reload("POST /-/reload"),
    onInternalError: (error, path) => log.error({ path, detail: error.message }, "request failed"),
  });
  const { host, port } = loaded.config.listen;
  const address = await server.listen({ host, port });
  const look = async (): Promise<void> => {
    tails.reportProgress();
    await tick(writer, board, metrics);
  };
  const ticker = createTicker(look, log);
  await ticker.start();
  const running = upkeep.start({ writer, reader: readers.keeping });
  delivering.wake();
  await following.follow(loaded.config);

  function reload(cause: string): void {
    reloading.reload(cause).catch((error: unknown) => {
      log.error({ cause, detail: String(error) }, "reload failed");
    });
  }

  /** Receivers first: what the writer orders from now on must find its channel. */
  async function apply(next: LoadedFiles): Promise<ReloadReply> {
    loaded = next;
    redactor.change(next.config.redact, addressesOf(next));
    receivers.replace(next.config);
    const request = {
      type: "reload",
      settings: liveWriterSettings(next, redactText, receivers.lanes()),
    } as const;
    // The type of the reply is that of writer-protocol; both sides are built together.
    const reply = (await writer.request(request).catch((error: unknown) => {
      owesReload = error instanceof NoSpace;
      throw error;
    })) as ReloadReply;
    owesReload = false;
    readers.change(readerSettings(next, dataDir, redactionKey));
    await tails.change(next.config.sources);
    delivering?.wake();
    await following.follow(next.config);
    return reply;
  }

  return {
    address,
    reload: reloading.reload,
    stop: () =>
      stopInOrder({
        async closeIntake() {
          board.stopping();
          await following.stop();
          await reloading.idle();
          await stopSyslog();
          await intake.close();
        },
        stopTails: tails.stop,
        async stopTicker() {
          await running.stop();
          await ticker.destroy();
        },
        lastStep: look,
        stopDelivery: async () => {
          facts?.stop();
          await delivering?.stop();
        },
        closeServer: () => server.close(),
        async close() {
          await readers.stop();
          receivers.close();
          stores.close();
          // The last to leave, so that it clears the WAL away.
          await writer.stop();
        },
        report: (trouble) => log.warn({ detail: trouble }, "stopping"),
      }),
  };
}

function readerSettings(loaded: LoadedFiles, dataDir: string, key: string): ReaderThreadSettings {
  const { config, rules } = loaded;
  const redaction = { key, settings: config.redact, knownAddresses: addressesOf(loaded) };
  const { runbooks, links } = config;
  return { dataDir, redaction, rules: rules.texts, runbooks, traceLink: links.trace };
}

/** A body that ends without a line end still ends a line. */
function splitLines(body: Buffer): readonly string[] {
  const splitter = createLineSplitter();
  return [...splitter.push(body).lines, ...splitter.end().lines];
}
