import type { Change } from "../model/change.ts";

/** Changes on their way into the store. */
export interface ChangeIntake {
  /** Resolves once it is committed; false where the same change is known. */
  readonly submit: (change: Change) => Promise<boolean>;
}
