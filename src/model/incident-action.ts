/** What a person does with an incident. `by` is who, as they are known to the door they came through. */
export type IncidentAction =
  | { readonly type: "acknowledge"; readonly incident: number; readonly by: string }
  | { readonly type: "assign"; readonly incident: number; readonly by: string; readonly owner: string }
  | { readonly type: "note"; readonly incident: number; readonly by: string; readonly text: string }
  /** Ends it by hand; alerts that go on firing do not reopen it, new ones within reopen_within do. */
  | { readonly type: "resolve"; readonly incident: number; readonly by: string; readonly reason: string };

/** `refused`: why it cannot be done, one sentence. */
export type ActionResult = { readonly state: "done" } | { readonly state: "refused"; readonly why: string };

/** Longest note, reason or name, characters. */
export const maxActionText = 2_000;
