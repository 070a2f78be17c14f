import type { Logger } from "pino";
import type { Delivery } from "../model/delivery.ts";
import { createChartPainter } from "../notify/chart-png.ts";
import { createDeliveryLoop, type DeliveryLoop } from "../notify/delivery-loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { Templates } from "../render/load-templates.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { createComposer } from "./composer.ts";
import { keepFacts } from "./fact-keeper.ts";
import type { LiveReceivers } from "./live-receivers.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { ReaderClient } from "./reader-client.ts";
import { redactedState } from "./redacted-state.ts";
import { installationId } from "./redaction-key.ts";
import { dataArgument } from "./shown-command.ts";
import type { WriterClient } from "./writer-client.ts";

export type Delivering = DeliveryLoop;

export interface DeliveringSettings {
  /** Read anew for each message: a reload may change them. */
  readonly live: { readonly templates: Templates; readonly publicUrl: string | undefined };
  readonly dataDir: string;
  readonly redactionKey: string;
  readonly redact: RedactText;
  readonly log: Logger;
  readonly clock: Clock;
  readonly stores: ReadStores;
  readonly writer: WriterClient;
  readonly reader: Pick<ReaderClient, "brief">;
  readonly receivers: LiveReceivers;
  readonly metrics: Metrics;
}

/** The delivery loop over the outbox: reads it here, makes messages with the reader, records with the writer. */
export function startDelivering(settings: DeliveringSettings & { readonly speed: number }): Delivering {
  const { stores, writer, reader, receivers, clock, log, metrics } = settings;
  const shown = redactedState(stores.state, settings.redact);
  const report = (trouble: string): void => log.error({ detail: trouble }, "delivery in trouble");

  const compose = createComposer({
    brief: reader.brief,
    keepFacts: (brief, at) => keepFacts(writer, brief, at),
    incidentOnly(number) {
      const incident = shown.incident(number);
      return incident === undefined ? undefined : { incident, events: shown.events(number) };
    },
    report,
    redact: settings.redact,
    get templates() {
      return settings.live.templates;
    },
    get publicUrl() {
      return settings.live.publicUrl;
    },
    dataArgument: dataArgument(settings.dataDir),
    clock,
    installation: installationId(settings.redactionKey),
    mailHost: receivers.mailHost,
    webhook: receivers.webhook,
    paint: createChartPainter(),
  });

  return createDeliveryLoop({
    readQueued: stores.state.queued,
    rootReference: stores.state.rootReference,
    compose,
    lanes: receivers.channels,
    async recordAttempt(attempt) {
      const delivery = findQueued(stores, attempt.deliveryId);
      await writer.request({ type: "attempt", ...attempt });
      const { result, at } = attempt;
      const latency = result.state === "accepted" ? at - (delivery?.createdAt ?? at) : undefined;
      metrics.attempted(delivery?.receiver ?? "unknown", result, latency);
      if (result.state === "failed")
        log.warn({ delivery: attempt.deliveryId, detail: result.detail }, "delivery failed");
      else log.info({ delivery: attempt.deliveryId, latency_ms: latency }, "delivered");
    },
    clock,
    random: Math.random,
    setTimer(ms, then) {
      const timer = setTimeout(then, ms / settings.speed);
      return () => clearTimeout(timer);
    },
    report,
  });
}

function findQueued(stores: ReadStores, id: string): Delivery | undefined {
  return stores.state.queued().find((delivery) => delivery.id === id);
}
