import type { Config } from "../config/config.ts";
import { reopenWithinMs } from "../daemon/writer-settings.ts";
import type { BookSettings } from "../incidents/incident-book.ts";
import type { Lane } from "../incidents/notify-policy.ts";

/** Who would be told of what, by the configuration; nothing that could reach them. */
export function noticeSettings(config: Config): Omit<BookSettings, "catchUpMs"> {
  const lanes = config.receivers.flatMap(({ name, slackConfigs, emailConfigs, webhookConfigs }): Lane[] => [
    ...slackConfigs.map((_, i): Lane => ({ lane: `${name}/slack/${i}`, receiver: name, channel: "slack" })),
    ...emailConfigs.map((_, i): Lane => ({ lane: `${name}/email/${i}`, receiver: name, channel: "email" })),
    ...webhookConfigs.map(
      ({ sendResolved }, i): Lane => ({
        lane: `${name}/webhook/${i}`,
        receiver: name,
        channel: "webhook",
        sendResolved,
      }),
    ),
  ]);
  const { route, info, inhibitRules } = config;
  return { lanes, route, info, inhibitRules, reopenWithinMs };
}
