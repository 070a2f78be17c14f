import { type IncidentAction, maxActionText } from "../model/incident-action.ts";

export const ACTIONS = [
  "acknowledge",
  "assign",
  "note",
  "resolve",
] as const satisfies readonly IncidentAction["type"][];
export type ActionType = (typeof ACTIONS)[number];

export function isActionType(text: string): text is ActionType {
  return ACTIONS.some((one) => one === text);
}

export type FormAction = { readonly action: IncidentAction } | { readonly problem: string };

/** What a form asks for; `by` is known from the door, never from the form. */
export function actionOf(type: ActionType, incident: number, by: string, form: URLSearchParams): FormAction {
  if (type === "acknowledge") return { action: { type, incident, by } };
  const { field, missing } = FIELDS[type];
  const text = (form.get(field) ?? "").trim();
  if (text === "") return { problem: missing };
  if (text.length > maxActionText) return { problem: `This is longer than ${maxActionText} characters.` };
  switch (type) {
    case "assign":
      return { action: { type, incident, by, owner: text } };
    case "note":
      return { action: { type, incident, by, text } };
    case "resolve":
      return { action: { type, incident, by, reason: text } };
    default:
      return type satisfies never;
  }
}

const FIELDS = {
  assign: { field: "owner", missing: "Say who has it." },
  note: { field: "text", missing: "The note is empty." },
  resolve: {
    field: "reason",
    missing: "Say what ended it: the next person who sees this will want to know.",
  },
} as const;
