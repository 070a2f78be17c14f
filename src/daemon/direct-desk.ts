import type { Config } from "../config/config.ts";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import { createRedactor } from "../redact/redactor.ts";
import { openStores } from "../store/open-stores.ts";
import { createClock, realTime } from "./clock.ts";
import { createDesk } from "./desk.ts";
import { knownAddresses } from "./known-addresses.ts";
import { openReceivers } from "./receivers.ts";
import { redactedDesk } from "./redacted-desk.ts";
import { redactionKey } from "./redaction-key.ts";
import { reopenWithinMs } from "./writer-settings.ts";

/**
 * The desk over the store itself, for a data directory without a daemon, whose lock the caller holds. What it orders
 * waits for the next daemon, and so does what the end of a silence lets through: only then is the picture whole.
 */
export function openDirectDesk(config: Config): OperatorDesk & { readonly close: () => void } {
  const stores = openStores(config.data);
  const clock = createClock(realTime());
  const receivers = openReceivers(config, clock.now);
  const saved = stores.stateWriter.load(reopenWithinMs);
  const { route, info } = config;
  const settings = { lanes: receivers.lanes, route, info, catchUpMs: config.catchUpMs, reopenWithinMs };
  const { redactText } = createRedactor({
    key: redactionKey(config.data),
    settings: config.redact,
    knownAddresses: knownAddresses(config),
  });
  const plainDesk = createDesk({
    // Nothing fires here, so no rule is asked for.
    book: createIncidentBook(new Map(), settings, saved),
    writer: stores.stateWriter,
    incident: stores.state.incident,
    delivery: stores.state.delivery,
    deliveries: stores.state.deliveries,
    clock,
    position: () => saved.last?.to,
    whole: () => false,
    onOrdered() {},
  });
  const desk = redactedDesk(plainDesk, redactText);
  return {
    act: async (action) => desk.act(action),
    saveSilence: async (silence) => desk.saveSilence(silence),
    expireSilence: async (id, by) => desk.expireSilence(id, by),
    redeliver: async (deliveryId, by) => desk.redeliver(deliveryId, by),
    close() {
      receivers.close();
      stores.close();
    },
  };
}
