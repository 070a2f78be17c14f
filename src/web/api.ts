import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ticketJson } from "../render/ticket-json.ts";
import type { Access } from "./access-check.ts";
import { addApiActions } from "./api-actions.ts";
import { deliveryJson, incidentJson, silenceJson } from "./api-json.ts";
import type { Csrf } from "./csrf.ts";
import { inListOrder, isIncidentState, STATES } from "./incident-list-page.ts";
import type { IncidentPages } from "./incident-pages.ts";
import type { PagesSettings } from "./pages-settings.ts";
import { forPrograms } from "./route-config.ts";

/** Incidents of one answer. */
export const maxApiIncidents = 1_000;
const defaultApiIncidents = 100;

type ListRequest = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;
type IncidentRequest = FastifyRequest<{ Params: { readonly number: string } }>;

export interface ApiSettings {
  readonly settings: PagesSettings;
  readonly factsOf: IncidentPages["factsOf"];
  readonly access: Access;
  readonly csrf: Csrf;
}

/** What the pages show, for programs: keys in snake_case, instants as RFC 3339, errors with a hint. */
export function addApi(server: FastifyInstance, api: ApiSettings): void {
  const { settings, factsOf } = api;
  const { store } = settings;

  server.get("/api/v1/incidents", forPrograms("read"), async (request: ListRequest, reply) => {
    const { state, limit = String(defaultApiIncidents) } = request.query;
    if (state !== undefined && !isIncidentState(state)) {
      return reply.code(400).send({ error: "`state` is no state", hint: `one of ${STATES.join(", ")}` });
    }
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > maxApiIncidents) {
      return reply.code(400).send({ error: "`limit` is no number", hint: `1 to ${maxApiIncidents}` });
    }
    const found =
      state === undefined || state === "resolved" ? store.incidents(maxApiIncidents) : store.openIncidents();
    const wanted = inListOrder(found.filter((one) => state === undefined || one.state === state));
    return reply.send({ incidents: wanted.slice(0, Number(limit)).map(incidentJson) });
  });

  server.get("/api/v1/incidents/:number", forPrograms("read"), async (request: IncidentRequest, reply) => {
    const number = Number(request.params.number);
    const incident = Number.isSafeInteger(number) ? store.incident(number) : undefined;
    if (incident === undefined) return noIncident(reply);
    const { facts } = await factsOf(incident);
    const ticket = ticketJson(store.incident(number) ?? incident, facts, store.events(number));
    return reply.send({ ...ticket, deliveries: store.deliveries(number).map(deliveryJson) });
  });

  server.get("/api/v1/silences", forPrograms("read"), async (_request, reply) =>
    reply.send({ silences: settings.silences().map((one) => silenceJson(one, settings.now())) }),
  );

  addApiActions(server, api);
}

export function noIncident(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .send({ error: "there is no such incident", hint: "GET /api/v1/incidents lists what there is" });
}
