import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { maxActionText } from "../model/incident-action.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import type { Access } from "./access-check.ts";
import { actionOf, isActionType } from "./action-form.ts";
import { CSRF_FIELD, type Csrf } from "./csrf.ts";
import { formOf, maxFormBytes } from "./form-body.ts";
import type { IncidentPages } from "./incident-pages.ts";
import { matchersOf, silenceEnd } from "./incident-silence.ts";
import type { PagesSettings } from "./pages-settings.ts";
import { problemPage } from "./problem-page.ts";
import { forPeople } from "./route-config.ts";

interface PostSettings {
  readonly settings: PagesSettings;
  readonly pages: IncidentPages;
  readonly access: Access;
  readonly csrf: Csrf;
}

type PostRequest = FastifyRequest<{
  Params: { readonly number: string; readonly action: string; readonly id: string };
}>;

/** Why it was not done; undefined: it was. */
type Outcome = string | undefined;

const STALE_FORM =
  "The page was from before Tocsin restarted, or from another login. Look at it again, and press again.";

/** The forms of an incident's page. What is done leads back to the page, so that loading it again does nothing. */
export function addIncidentPosts(server: FastifyInstance, posts: PostSettings): void {
  const { settings, access } = posts;
  const options = { ...forPeople("respond"), bodyLimit: maxFormBytes };
  const { desk } = settings;
  if (desk === undefined) return;

  server.post("/incidents/:number/:action", options, (request: PostRequest, reply) => {
    const { number, action } = request.params;
    const form = formOf(request);
    const by = access.identityOf(request).name;
    return answer(posts, request, reply, action, async () => {
      if (action === "silence") return silence(settings, desk, Number(number), by, form);
      if (!isActionType(action)) return `There is nothing called ${action.slice(0, 20)} to be done.`;
      const asked = actionOf(action, Number(number), by, form);
      if ("problem" in asked) return asked.problem;
      const result = await desk.act(asked.action);
      return result.state === "refused" ? result.why : undefined;
    });
  });

  server.post("/incidents/:number/silences/:id/expire", options, (request: PostRequest, reply) =>
    answer(posts, request, reply, "expire", async () => {
      const ended = await desk.expireSilence(request.params.id, access.identityOf(request).name);
      return ended ? undefined : "This silence had ended already.";
    }),
  );
}

async function answer(
  { settings, pages, access, csrf }: PostSettings,
  request: PostRequest,
  reply: FastifyReply,
  form: string,
  act: () => Promise<Outcome>,
): Promise<FastifyReply> {
  const { number } = request.params;
  const identity = access.identityOf(request);
  if (!/^\d{1,15}$/.test(number) || settings.store.incident(Number(number)) === undefined) {
    return problemPage(reply.code(404), { title: "There is no such incident", text: "Nothing was done." });
  }
  const fields = formOf(request);
  const ours = csrf.matches(identity, fields.get(CSRF_FIELD));
  const problem = ours ? await act() : STALE_FORM;
  if (problem === undefined) return reply.redirect(`/incidents/${number}`, 303);
  reply.code(ours ? 409 : 403);
  const shown = await pages.show(reply, Number(number), identity, { problem, typed: { form, fields } });
  return shown ?? problemPage(reply, { title: "Not done", text: problem });
}

async function silence(
  settings: PagesSettings,
  desk: OperatorDesk,
  number: number,
  by: string,
  form: URLSearchParams,
): Promise<Outcome> {
  const now = settings.now();
  const incident = settings.store.incident(number);
  const endsAt = silenceEnd(form.get("for") ?? "", now);
  const comment = (form.get("comment") ?? "").trim();
  if (incident === undefined) return "There is no such incident.";
  if (endsAt === undefined) return "Choose how long: at most 30 days.";
  if (comment === "") return "Say why: the person who takes over will want to know.";
  if (comment.length > maxActionText) return `This is longer than ${maxActionText} characters.`;
  const matchers = matchersOf(incident);
  await desk.saveSilence({
    id: randomUUID(),
    matchers,
    startsAt: now,
    endsAt,
    createdBy: by,
    comment,
    createdAt: now,
  });
  return undefined;
}
