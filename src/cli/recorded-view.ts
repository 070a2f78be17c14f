import type { Config } from "../config/config.ts";
import type { NotifyReason } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import { buildView } from "../render/build-view.ts";
import type { IncidentView } from "../render/incident-view.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** An incident as it is on record, with the facts that were kept with it, in words. */
export function recordedView(
  number: number,
  stores: ReadStores,
  { publicUrl }: Pick<Config, "publicUrl">,
): IncidentView {
  const incident = stores.state.incident(number);
  if (incident === undefined) {
    throw new CliError(
      `there is no INC-${number}`,
      exitCodes.problems,
      "`tocsin incidents list` shows what there is",
    );
  }
  return buildView(incident, stores.state.facts(number), {
    reason: reasonFor(incident),
    now: Date.now(),
    timeline: stores.state.events(number),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
}

function reasonFor(incident: Incident): NotifyReason {
  if (incident.state === "resolved") return "resolved";
  return incident.reopened > 0 ? "reopened" : "opened";
}
