import type { FastifyReply } from "fastify";
import type { Incident } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";
import { buildView } from "../render/build-view.ts";
import { renderWebPage } from "../render/web-page.ts";
import type { Csrf } from "./csrf.ts";
import { createFreshFacts, type KnownFacts } from "./fresh-facts.ts";
import { type Identity, may } from "./identity.ts";
import type { FormContext } from "./incident-forms.ts";
import { incidentPage } from "./incident-page.ts";
import { silencesOn } from "./incident-silence.ts";
import { sendPage } from "./page-frame.ts";
import type { PagesSettings } from "./pages-settings.ts";

/** A form that was not taken, and why. */
export interface Refusal {
  readonly problem: string;
  readonly typed: NonNullable<FormContext["typed"]>;
}

export interface IncidentPages {
  /** Sends the incident's page; undefined where there is no such incident. */
  readonly show: (
    reply: FastifyReply,
    number: number,
    identity: Identity,
    refusal?: Refusal,
  ) => Promise<FastifyReply | undefined>;
  readonly factsOf: (incident: Incident) => Promise<KnownFacts>;
}

export function createIncidentPages(settings: PagesSettings, csrf: Csrf): IncidentPages {
  const { store, desk } = settings;
  const factsOf = createFreshFacts({
    ask: settings.freshFacts,
    kept: store.facts,
    elapsed: () => performance.now(),
  });

  async function show(
    reply: FastifyReply,
    number: number,
    identity: Identity,
    refusal?: Refusal,
  ): Promise<FastifyReply | undefined> {
    const found = store.incident(number);
    if (found === undefined) return undefined;
    const known = await factsOf(found);
    // It may have changed while the facts were found out.
    const incident = store.incident(number) ?? found;
    const now = settings.now();
    const view = buildView(incident, known.facts, {
      reason: incident.state === "resolved" ? "resolved" : "opened",
      now,
      timeline: store.events(number),
      dataArgument: settings.dataArgument,
    });
    const token = csrf.tokenFor(identity);
    const canAct = desk !== undefined && may(identity.role, "respond");
    return sendPage(reply, {
      title: `${view.statusMark} ${view.id} ${view.title}`,
      viewer: { identity, csrf: token },
      body: incidentPage({
        incident,
        view,
        parts: renderWebPage(view, settings.templates),
        deliveries: store.deliveries(number),
        silences: silencesOn(incident, settings.silences(), now),
        forms: canAct
          ? { incident, csrf: token, now, ...(refusal === undefined ? {} : { typed: refusal.typed }) }
          : undefined,
        problem: refusal?.problem,
        stale: known.stale ? staleWords(known) : undefined,
      }),
    });
  }

  return { show, factsOf };
}

function staleWords({ facts }: KnownFacts): string {
  if (facts === undefined) return "What the log says could not be found out in time. Load the page again.";
  const at = formatInstant(facts.basis.to).slice(0, 19).replace("T", " ");
  return `What follows is as of ${at} UTC; newer facts did not come in time. Load the page again.`;
}
