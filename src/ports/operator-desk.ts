import type { ActionResult, IncidentAction } from "../model/incident-action.ts";
import type { Silence } from "../model/silence.ts";

/** What people ask of the daemon, whichever door they come through: CLI, API, page. */
export interface OperatorDesk {
  readonly act: (action: IncidentAction) => Promise<ActionResult>;
  /** Also replaces the silence of the same id. */
  readonly saveSilence: (silence: Silence) => Promise<void>;
  /** False where there is no such silence that is still to end. */
  readonly expireSilence: (id: string, by: string) => Promise<boolean>;
  /** Puts a dead delivery back into its lane; false where there is no such dead one. */
  readonly redeliver: (deliveryId: string, by: string) => Promise<boolean>;
}
