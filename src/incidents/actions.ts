import type { Incident } from "../model/incident.ts";
import { type IncidentAction, maxActionText } from "../model/incident-action.ts";
import { durationWords } from "../model/words.ts";
import { event, type IncidentChange } from "./incident-change.ts";

/** What an action makes of an incident, or why it cannot be done, one sentence. */
export type Acted = IncidentChange | { readonly refused: string };

export interface Moment {
  /** Wall clock. */
  readonly now: number;
  /** Log time. */
  readonly position: number;
}

export function actOn(incident: Incident | undefined, action: IncidentAction, moment: Moment): Acted {
  if (incident === undefined) return { refused: `there is no INC-${action.incident}` };
  const wrong = textProblem("who does it", action.by);
  if (wrong !== undefined) return { refused: wrong };
  switch (action.type) {
    case "note":
      return addNote(incident, action, moment);
    case "acknowledge":
      return acknowledge(incident, action, moment);
    case "assign":
      return assign(incident, action, moment);
    case "resolve":
      return resolveByHand(incident, action, moment);
  }
}

type ActionOf<T extends IncidentAction["type"]> = Extract<IncidentAction, { readonly type: T }>;

/** A note may also be added to what is over: that is when people write down what it was. */
function addNote(incident: Incident, { by, text }: ActionOf<"note">, { now }: Moment): Acted {
  const wrong = textProblem("the note", text);
  if (wrong !== undefined) return { refused: wrong };
  return { incident, events: [event(incident, now, "note", `${by}: ${text.trim()}`)] };
}

function acknowledge(incident: Incident, { by }: ActionOf<"acknowledge">, { now }: Moment): Acted {
  if (incident.state === "resolved") return overAlready(incident);
  if (incident.acknowledged?.by === by) return { refused: `${by} has acknowledged it already` };
  const before = incident.acknowledged === undefined ? "" : `, after ${incident.acknowledged.by}`;
  return {
    incident: { ...incident, state: "acknowledged", acknowledged: { by, at: now } },
    events: [event(incident, now, "acknowledged", `${by} acknowledged it${before}.`)],
  };
}

function assign(incident: Incident, { by, owner }: ActionOf<"assign">, { now }: Moment): Acted {
  const wrong = textProblem("the owner", owner);
  if (wrong !== undefined) return { refused: wrong };
  if (incident.state === "resolved") return overAlready(incident);
  if (incident.owner === owner) return { refused: `${owner} has it already` };
  const from = incident.owner === undefined ? "" : `, from ${incident.owner}`;
  return {
    incident: { ...incident, owner },
    events: [event(incident, now, "assigned", `${by} assigned it to ${owner}${from}.`)],
  };
}

function resolveByHand(incident: Incident, { by, reason }: ActionOf<"resolve">, moment: Moment): Acted {
  const wrong = textProblem("the reason", reason);
  if (wrong !== undefined) return { refused: wrong };
  if (incident.state === "resolved") return overAlready(incident);
  const resolvedAt = Math.max(moment.position, incident.openedAt);
  const firing = incident.alerts.filter((alert) => alert.state === "firing").length;
  const goesOn = firing === 0 ? "" : ` (${firing} of its alerts still ${firing === 1 ? "fires" : "fire"})`;
  const text = `${by} resolved it after ${durationWords(resolvedAt - incident.openedAt)}${goesOn}: ${reason.trim()}`;
  return {
    incident: { ...incident, state: "resolved", resolvedAt },
    events: [event(incident, moment.now, "resolved", text)],
  };
}

function overAlready({ number }: Incident): Acted {
  return { refused: `INC-${number} is resolved already` };
}

function textProblem(what: string, text: string): string | undefined {
  if (text.trim() === "") return `${what} is missing`;
  return text.length > maxActionText ? `${what} is longer than ${maxActionText} characters` : undefined;
}
