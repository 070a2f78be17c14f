import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "./access-check.ts";
import type { Csrf } from "./csrf.ts";
import {
  incidentListPage,
  inListOrder,
  isIncidentState,
  maxListed,
  reloadSeconds,
} from "./incident-list-page.ts";
import { createIncidentPages, type IncidentPages } from "./incident-pages.ts";
import { addIncidentPosts } from "./incident-posts.ts";
import { sendPage } from "./page-frame.ts";
import type { PagesSettings } from "./pages-settings.ts";
import { problemPage } from "./problem-page.ts";
import { forPeople } from "./route-config.ts";

type ListRequest = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;
type IncidentRequest = FastifyRequest<{ Params: { readonly number: string } }>;

const NUMBER = /^(?:INC-)?(\d{1,15})$/i;

/** The pages for people: the list, one incident, and what can be done there. */
export function addPages(
  server: FastifyInstance,
  settings: PagesSettings,
  access: Access,
  csrf: Csrf,
): Pick<IncidentPages, "factsOf"> {
  const { store, now } = settings;
  const pages = createIncidentPages(settings, csrf);

  server.get("/", forPeople("nothing"), (_request, reply) => reply.redirect("/incidents", 303));

  server.get("/incidents", forPeople("read"), async (request: ListRequest, reply) => {
    const { state } = request.query;
    const wanted = isIncidentState(state) ? state : undefined;
    const newest = store.incidents(maxListed);
    const oldest = newest.at(-1)?.number ?? 0;
    const all = [...newest, ...store.openIncidents().filter((one) => one.number < oldest)];
    const identity = access.identityOf(request);
    return sendPage(reply, {
      title: "Incidents · Tocsin",
      viewer: { identity, csrf: csrf.tokenFor(identity) },
      reloadSeconds,
      body: incidentListPage({
        incidents: inListOrder(all.filter((one) => wanted === undefined || one.state === wanted)),
        state: wanted,
        now: now(),
        troubles: settings.notReady(),
        more: newest.length === maxListed && oldest > 1,
      }),
    });
  });

  server.get("/incidents/:number", forPeople("read"), async (request: IncidentRequest, reply) => {
    const { number } = request.params;
    const found = NUMBER.exec(number)?.[1];
    if (found !== undefined && found !== number) return reply.redirect(`/incidents/${found}`, 303);
    return (await pages.show(reply, Number(found), access.identityOf(request))) ?? noIncident(reply, number);
  });

  addIncidentPosts(server, { settings, pages, access, csrf });
  return pages;
}

export function noIncident(reply: FastifyReply, number: string): Promise<FastifyReply> {
  const title = `There is no INC-${number.slice(0, 20).replace(/^INC-/i, "")}`;
  return problemPage(reply.code(404), { title, text: "It may belong to another Tocsin." });
}
