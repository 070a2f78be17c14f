import type { Delivery } from "../../src/model/delivery.ts";
import type { IncidentFacts } from "../../src/model/facts.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import type { ActionResult, IncidentAction } from "../../src/model/incident-action.ts";
import type { Silence } from "../../src/model/silence.ts";
import type { OperatorDesk } from "../../src/ports/operator-desk.ts";
import { createServer, type ServerSettings } from "../../src/web/server.ts";
import type { Case } from "../render/incidents.ts";
import { shippedTemplates } from "../render/shipped.ts";

export const templates = await shippedTemplates();

export const TOKENS = [
  { name: "shipper", role: "ingest", token: "token-of-shipper" },
  { name: "wall", role: "read", token: "token-of-wall" },
  { name: "ana", role: "respond", token: "token-of-ana" },
  { name: "root", role: "admin", token: "token-of-root" },
] as const;

export interface World {
  readonly settings: ServerSettings;
  readonly server: ReturnType<typeof createServer>;
  readonly acted: readonly IncidentAction[];
  readonly silences: readonly Silence[];
  readonly expired: readonly string[];
  readonly redelivered: readonly string[];
  readonly incident: (number: number) => Incident | undefined;
}

/** With the labels that alerts have; those of the messages' incidents have none. */
export function labelled(of: Case): Case {
  const alerts = of.incident.alerts.map((alert) => {
    const { rule, severity } = alert;
    return {
      ...alert,
      labels: { alertname: rule, severity, service: "module-proxy", place: `${rule} only` },
    };
  });
  return { ...of, incident: { ...of.incident, alerts } };
}

export function delivery(over: Partial<Delivery> = {}): Delivery {
  return {
    id: "INC-42/1/on-call/slack/0/post",
    incident: 42,
    order: 1,
    receiver: "on-call",
    channel: "slack",
    lane: "on-call/slack/0",
    operation: "post",
    reason: "opened",
    state: "accepted",
    createdAt: 1_795_340_648_000,
    dueAt: 1_795_340_653_000,
    attempts: 1,
    lastError: undefined,
    acceptedAt: 1_795_340_653_400,
    reference: "C1/1.2",
    ...over,
  };
}

/** A server over incidents in memory, with a desk that does what it is asked. */
export function world(cases: readonly Case[], over: Partial<ServerSettings> = {}): World {
  const incidents = new Map<number, Incident>(cases.map(({ incident }) => [incident.number, incident]));
  const facts = new Map<number, IncidentFacts | undefined>(
    cases.map(({ incident, facts: known }) => [incident.number, known]),
  );
  const events: IncidentEvent[] = cases.flatMap(({ incident, timeline }) =>
    timeline.map((event) => ({ ...event, incident: incident.number })),
  );
  const now = (): number => Math.max(0, ...cases.map((one) => one.now));
  const acted: IncidentAction[] = [];
  const silences: Silence[] = [];
  const expired: string[] = [];
  const redelivered: string[] = [];

  const desk: OperatorDesk = {
    async act(action) {
      acted.push(action);
      return carryOut(action);
    },
    async saveSilence(silence) {
      silences.push(silence);
    },
    async expireSilence(id, by) {
      expired.push(`${id} ${by}`);
      return silences.some((one) => one.id === id);
    },
    async redeliver(id, by) {
      redelivered.push(`${id} ${by}`);
      return id.startsWith("INC-42/");
    },
  };

  function carryOut(action: IncidentAction): ActionResult {
    const incident = incidents.get(action.incident);
    if (incident === undefined) return { state: "refused", why: "There is no such incident." };
    if (incident.state === "resolved" && action.type !== "note") {
      return { state: "refused", why: `INC-${incident.number} is resolved already.` };
    }
    incidents.set(incident.number, after(incident, action));
    events.push({ incident: incident.number, at: now(), kind: eventKind(action), text: eventText(action) });
    return { state: "done" };
  }

  function after(incident: Incident, action: IncidentAction): Incident {
    switch (action.type) {
      case "acknowledge":
        return { ...incident, state: "acknowledged", acknowledged: { by: action.by, at: now() } };
      case "assign":
        return { ...incident, owner: action.owner };
      case "note":
        return incident;
      case "resolve":
        return { ...incident, state: "resolved", resolvedAt: now() };
    }
  }

  const settings: ServerSettings = {
    intake: {
      submit: async () => ({
        state: "committed",
        stored: 1,
        alreadyStored: 0,
        unparsable: 0,
        redactions: 0,
        late: 0,
      }),
    },
    formats: ["auto"],
    splitLines: (body) => body.toString("utf8").split("\n").filter(Boolean),
    tokens: [],
    publicUrl: undefined,
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
    notReady: () => [],
    redact: (_contentType, body) => body,
    status: () => ({ position: null }),
    onInternalError: (error) => {
      throw error;
    },
    store: {
      incidents: (limit) => [...incidents.values()].sort((a, b) => b.number - a.number).slice(0, limit),
      openIncidents: () => [...incidents.values()].filter((one) => one.state !== "resolved"),
      incident: (number) => incidents.get(number),
      events: (number) => events.filter((event) => event.incident === number),
      deliveries: (number) => (number === 42 ? [delivery()] : []),
      facts: (number) => facts.get(number),
    },
    silences: () => silences,
    freshFacts: async (number) => facts.get(number),
    templates,
    now,
    changes: { submit: async () => true },
    desk,
    ...over,
  };
  return {
    settings,
    server: createServer(settings),
    acted,
    silences,
    expired,
    redelivered,
    incident: (number) => incidents.get(number),
  };
}

function eventKind(action: IncidentAction): IncidentEvent["kind"] {
  switch (action.type) {
    case "acknowledge":
      return "acknowledged";
    case "assign":
      return "assigned";
    case "note":
      return "note";
    case "resolve":
      return "resolved";
  }
}

function eventText(action: IncidentAction): string {
  switch (action.type) {
    case "acknowledge":
      return `${action.by} acknowledged it.`;
    case "assign":
      return `${action.by} gave it to ${action.owner}.`;
    case "note":
      return `${action.by}: ${action.text}`;
    case "resolve":
      return `${action.by} resolved it: ${action.reason}`;
  }
}

/** The value of the hidden field, as a browser would send it. */
export function csrfIn(page: string): string {
  const found = /name="csrf" value="([^"]+)"/.exec(page)?.[1];
  if (found === undefined) throw new Error("the page has no form");
  return found;
}

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/** Logs in with the token, and returns the cookie to send. */
export async function login(server: World["server"], token: string): Promise<string> {
  const answer = await server.inject({
    method: "POST",
    url: "/login",
    headers: FORM,
    payload: form({ token }),
  });
  const [cookie] = String(answer.headers["set-cookie"]).split(";");
  if (answer.statusCode !== 303 || cookie === undefined) throw new Error(`no login: ${answer.statusCode}`);
  return cookie;
}
