import type { Fact, PastIncidents } from "../model/facts.ts";
import { type Enricher, failedFact, ignoreEntries } from "./collector.ts";

/** Earlier incidents that are shown; the rest is a number. */
export const maxPastShown = 3;

/** Incidents of the same kind before this one, and what ended them: often that is what ends this one too. */
export const pastEnricher: Enricher<Fact<PastIncidents>> = {
  needs: "incident",
  failed: failedFact,
  start: ({ incident, history }) => ({
    add: ignoreEntries,
    finish() {
      const past = history.past(incident, maxPastShown);
      if (past.total === 0) return { state: "none", why: "there was none like it" };
      return { state: "known", value: past };
    },
  }),
};
