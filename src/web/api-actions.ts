import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { type IncidentAction, maxActionText } from "../model/incident-action.ts";
import { maxSilenceMs, type Silence } from "../model/silence.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import type { ApiSettings } from "./api.ts";
import { maxApiBytes, readBody } from "./api-body.ts";
import { silenceJson } from "./api-json.ts";
import {
  actionHint,
  actionSchema,
  redeliverHint,
  redeliverSchema,
  silenceHint,
  silenceSchema,
} from "./api-schemas.ts";
import type { Identity } from "./identity.ts";
import { forPrograms } from "./route-config.ts";
import { sessionProof } from "./session-proof.ts";

type NumberRequest = FastifyRequest<{ Params: { readonly number: string } }>;
type IdRequest = FastifyRequest<{ Params: { readonly id: string }; Querystring: { readonly by?: unknown } }>;

/** What programs may do. A browser's session has to prove itself by the header x-csrf-token; a token need not. */
export function addApiActions(server: FastifyInstance, { settings, access, csrf }: ApiSettings): void {
  const { store, desk } = settings;
  if (desk === undefined) return;
  const options = {
    ...forPrograms("respond"),
    bodyLimit: maxApiBytes,
    preHandler: sessionProof(access, csrf),
  };

  server.post("/api/v1/incidents/:number/actions", options, async (request: NumberRequest, reply) => {
    const read = readBody(request, actionSchema, actionHint);
    if ("problem" in read) return reply.code(400).send(read.problem);
    const incident = Number(request.params.number);
    if (!Number.isSafeInteger(incident) || store.incident(incident) === undefined) {
      return reply.code(404).send({ error: "there is no such incident", hint: "tocsin incidents list" });
    }
    if (read.value.incident !== undefined && read.value.incident !== incident) {
      return reply.code(400).send({ error: "`incident` is not that of the path", hint: "leave it out" });
    }
    const by = speaker(access.identityOf(request), read.value.by);
    const action: IncidentAction = { ...read.value, incident, by };
    const result = await desk.act(action);
    if (result.state === "done") return reply.send(result);
    return reply.code(409).send({ ...result, error: result.why, hint: "nothing was changed" });
  });

  server.post("/api/v1/silences", options, async (request, reply) => {
    const read = readBody(request, silenceSchema, silenceHint);
    if ("problem" in read) return reply.code(400).send(read.problem);
    const by = speaker(access.identityOf(request), read.value.by);
    const silence = silenceOf(read.value, by, settings.now());
    if (typeof silence === "string") return reply.code(400).send({ error: silence, hint: silenceHint });
    await desk.saveSilence(silence);
    return reply.code(201).send(silenceJson(silence, settings.now()));
  });

  server.delete("/api/v1/silences/:id", options, async (request: IdRequest, reply) => {
    const { by } = request.query;
    const named = typeof by === "string" && by.trim() !== "" ? by.trim().slice(0, maxActionText) : undefined;
    const ended = await desk.expireSilence(request.params.id, speaker(access.identityOf(request), named));
    return answer(reply, ended, "there is no such silence that is still to end");
  });

  addRedeliver(server, desk, options, access);
}

function addRedeliver(
  server: FastifyInstance,
  desk: OperatorDesk,
  options: object,
  access: ApiSettings["access"],
): void {
  server.post("/api/v1/deliveries/redeliver", options, async (request, reply) => {
    const read = readBody(request, redeliverSchema, redeliverHint);
    if ("problem" in read) return reply.code(400).send(read.problem);
    const by = speaker(access.identityOf(request), read.value.by);
    const queued = await desk.redeliver(read.value.id, by);
    return answer(reply, queued, "there is no such delivery that was given up");
  });
}

function answer(reply: FastifyReply, done: boolean, error: string): FastifyReply {
  if (done) return reply.send({ state: "done" });
  return reply.code(404).send({ error, hint: "it may have been done already" });
}

/** A token may speak for somebody, but not as them. On an open loopback port anybody can say anything anyway. */
function speaker(identity: Identity, by: string | undefined): string {
  if (by === undefined || by === identity.name) return identity.name;
  return identity.door === "local" ? by : `${by} (by ${identity.name})`;
}

/** The silence, or why it cannot be one. */
function silenceOf(body: z.output<typeof silenceSchema>, by: string, now: number): Silence | string {
  const startsAt = body.starts_at ?? now;
  const endsAt = body.ends_at ?? startsAt + (body.for ?? 0);
  if (endsAt <= startsAt) return "it ends before it starts";
  if (endsAt <= now) return "it has ended already";
  if (endsAt - startsAt > maxSilenceMs) return "it is longer than 30 days";
  return {
    id: body.id ?? randomUUID(),
    matchers: body.matchers,
    startsAt,
    endsAt,
    createdBy: by,
    comment: body.comment,
    createdAt: now,
  };
}
