import type { Config } from "../config/config.ts";
import type { Lane as NotifyLane } from "../incidents/notify-policy.ts";
import type { Lane } from "../notify/deliver-one.ts";
import { type ReceiverChannel, receiverChannels } from "./receiver-channels.ts";

/** The channels of the configured receivers. */
export interface Receivers {
  /** For deciding: names only. */
  readonly lanes: readonly NotifyLane[];
  /** For sending, by lane. */
  readonly channels: ReadonlyMap<string, Lane>;
  /** Domain of the sender's address, by lane. */
  readonly mailHost: (lane: string) => string;
  /** What the payloads of a webhook hold, by lane. */
  readonly webhook: (lane: string) => NonNullable<ReceiverChannel["webhook"]>;
  readonly close: () => void;
}

/** What a lane that the configuration does not have any more would have said. */
const anyWebhook = { sendResolved: true, maxAlerts: 0 };

/** One lane for each channel of each receiver, so that what was ordered before a change of routes can be sent. */
export function openReceivers(config: Config, now: () => number): Receivers {
  const opened = config.receivers.flatMap((receiver) => receiverChannels(receiver, now));
  const byLane = new Map(opened.map((one) => [one.lane.lane, one]));
  return {
    lanes: opened.map(({ lane }) => lane),
    channels: new Map(opened.map(({ lane, channel }) => [lane.lane, channel])),
    mailHost: (lane) => byLane.get(lane)?.mailHost ?? "localhost",
    webhook: (lane) => byLane.get(lane)?.webhook ?? anyWebhook,
    close() {
      for (const { channel } of opened) if (channel.type === "email") channel.channel.close();
    },
  };
}
