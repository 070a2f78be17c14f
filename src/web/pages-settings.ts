import type { IncidentFacts } from "../model/facts.ts";
import type { Silence } from "../model/silence.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import type { StateReader } from "../ports/state-store.ts";
import type { Templates } from "../render/load-templates.ts";

/** What pages and API are made from. */
export interface PagesSettings {
  readonly store: Pick<
    StateReader,
    "incidents" | "openIncidents" | "incident" | "events" | "deliveries" | "facts"
  >;
  /** The facts as they are now; rejects when they cannot be found out in time. */
  readonly freshFacts: (incident: number) => Promise<IncidentFacts | undefined>;
  readonly templates: Templates;
  /** What a command needs to find the data; undefined where it needs nothing. */
  readonly dataArgument?: string | undefined;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
  /** Why the daemon cannot do its work now; empty when it can. */
  readonly notReady: () => readonly string[];
  /** Those that have ended may be among them. */
  readonly silences: () => readonly Silence[];
  /** Absent: nothing can be done here, only seen. */
  readonly desk?: OperatorDesk;
}
