import type { Config } from "../config/config.ts";
import { formatInstant } from "../model/instant.ts";
import { durationWords } from "../model/words.ts";
import { openStoresForReading } from "../store/open-stores.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import type { DaemonAnswer } from "./status-report.ts";

/** A daemon that is this far behind tells people late. */
export const maxLagMs = 60_000;

/** How far log time was judged, against this machine's clock. `now`: epoch ms. */
export function examineClock(config: Config, { says }: DaemonAnswer, now: number): DoctorSection {
  return { title: "clock and position", findings: [positionFinding(config, says, now)] };
}

function positionFinding(
  config: Config,
  says: Readonly<Record<string, unknown>> | undefined,
  now: number,
): Finding {
  const position = positionOf(config.data);
  if (position === undefined) return note("nothing has been judged yet");
  const at = formatInstant(position);
  const ahead = position - now;
  if (ahead > config.maxSkewMs) {
    return wrong(
      `judged up to ${at}, which this machine's clock reaches in ${durationWords(ahead)}`,
      "was the clock set back? `timedatectl` shows whether it is synchronised. Until it is reached, new lines are late",
    );
  }
  if (says === undefined) return fine(`judged up to ${at}, ${durationWords(-ahead)} ago`);
  if (-ahead <= maxLagMs) return fine(`judged up to ${at}`);
  const held = says["held_by"];
  return wrong(
    `judged up to ${at}, ${durationWords(-ahead)} ago`,
    typeof held === "string"
      ? `it waits for the source ${held}: is it being read, see below`
      : "the daemon is behind: look at its log, and at how busy this machine is",
  );
}

/** Undefined where there is no data that could be read; another section tells why. */
function positionOf(data: string): number | undefined {
  try {
    const stores = openStoresForReading(data);
    try {
      return stores.state.ledger()?.to;
    } finally {
      stores.close();
    }
  } catch {
    return undefined;
  }
}
