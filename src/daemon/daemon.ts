import { FORMATS } from "../formats/format-registry.ts";
import { createLineSplitter } from "../ingest/line-splitter.ts";
import { redactAnswer } from "../redact/redact-answer.ts";
import { createRedactor } from "../redact/redactor.ts";
import { openStoresForReading } from "../store/open-stores.ts";
import { createServer } from "../web/server.ts";
import { createClock } from "./clock.ts";
import type { DaemonSettings } from "./daemon-settings.ts";
import { type Delivering, startDelivering } from "./delivering.ts";
import { createFactKeeper, type FactKeeper, keepFacts } from "./fact-keeper.ts";
import { createIntake } from "./intake.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { createOperatorDesk } from "./operator-desk.ts";
import { startReader } from "./reader-client.ts";
import { openReceivers } from "./receivers.ts";
import { redactedState } from "./redacted-state.ts";
import { accessTokens, freshFacts } from "./server-settings.ts";
import { dataArgument } from "./shown-command.ts";
import { createStatusBoard } from "./status-board.ts";
import { stopInOrder } from "./stop-order.ts";
import { startTails } from "./tails.ts";
import { tick } from "./tick.ts";
import { createTicker } from "./ticker.ts";
import { createUpkeep } from "./upkeep.ts";
import { startWriter } from "./writer-client.ts";
import { writerSettings } from "./writer-settings.ts";

export interface Daemon {
  /** http://127.0.0.1:8420 */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts everything in the order of dependence: writer (recovers), reader, delivery, tails, HTTP, scheduler; stops
 * in the opposite order, so that nothing is accepted that can no longer be committed. The caller holds the data
 * directory's lock.
 */
export async function startDaemon(settings: DaemonSettings): Promise<Daemon> {
  const { config, log } = settings;
  const { redactText } = createRedactor({ key: settings.redactionKey, settings: config.redact });
  const clock = createClock(settings.clock);
  const receivers = openReceivers(config, clock.now);
  const board = createStatusBoard(config.idleAfterMs);
  let delivering: Delivering | undefined;
  let facts: FactKeeper | undefined;

  const starting = startWriter(
    writerSettings(settings, redactText, receivers.lanes),
    (status) => {
      board.stepped(status);
      metrics.stepped(status);
      if (status.deliveries > 0) delivering?.wake();
      facts?.want(status.turned);
    },
    settings.onFatal,
    () => delivering?.wake(),
    (problem) => upkeep.writable(problem),
  );
  const [writer, templates] = await Promise.all([starting, settings.loadTemplates()]);
  for (const notice of writer.notices) log.warn(notice);
  const stores = openStoresForReading(config.data);
  const upkeep = createUpkeep({
    config,
    stores,
    board,
    ruleIds: () => settings.ruleIds,
    queued: () => intake.queued(),
    clock,
    log,
    onFindings: () => {},
  });
  const { metrics } = upkeep;
  const reader = startReader({
    dataDir: config.data,
    redaction: { key: settings.redactionKey, settings: config.redact },
    ruleTexts: settings.ruleTexts,
    runbooks: config.runbooks,
    traceLink: config.links.trace,
  });
  delivering = startDelivering({
    ...settings,
    redact: redactText,
    templates,
    clock,
    speed: settings.clock.speed,
    stores,
    writer,
    reader,
    receivers,
    metrics,
  });
  facts = createFactKeeper({
    brief: (incident) => reader.brief(incident, clock.now()),
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
  const tails = await startTails(config.sources, writer, log, counted.ingested);
  const intake = createIntake(writer, counted);
  const shown = redactedState(stores.state, redactText);
  const server = createServer({
    intake,
    formats: ["auto", ...Object.keys(FORMATS)],
    splitLines,
    tokens: accessTokens(config),
    publicUrl: config.publicUrl,
    redact: (contentType, body) => redactAnswer(contentType, body, redactText),
    store: shown,
    silences: () => shown.silences(),
    changes: { submit: (change) => writer.request({ type: "change", change }) as Promise<boolean> },
    desk: createOperatorDesk(writer, (incident) => facts?.want([incident])),
    freshFacts: freshFacts(reader, clock.now),
    templates,
    dataArgument: dataArgument(config.data),
    now: clock.now,
    metrics: metrics.text,
    notReady: board.notReady,
    status: () => ({
      ...board.status(clock.now(), intake.queued()),
      sources_behind: tails.behind(),
      ...upkeep.status(),
    }),
    onInternalError: (error, path) => log.error({ path, detail: error.message }, "request failed"),
  });
  const address = await server.listen({ host: config.listen.host, port: config.listen.port });
  const look = async (): Promise<void> => {
    tails.reportProgress();
    await tick(writer, board, metrics);
  };
  const ticker = createTicker(look, log);
  await ticker.start();
  const running = upkeep.start({ writer, reader });
  delivering.wake();

  return {
    address,
    stop: () =>
      stopInOrder({
        closeIntake() {
          board.stopping();
          return intake.close();
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
          await writer.stop();
          await reader.stop();
          receivers.close();
          stores.close();
        },
        report: (trouble) => log.warn({ detail: trouble }, "stopping"),
      }),
  };
}

/** A body that ends without a line end still ends a line. */
function splitLines(body: Buffer): readonly string[] {
  const splitter = createLineSplitter();
  return [...splitter.push(body).lines, ...splitter.end().lines];
}
