import type { IncidentFacts } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";

/** How long one answer of the reader serves, ms: a page that is loaded again and again must not keep it busy. */
export const freshForMs = 5_000;
/** How long a page waits for it, ms. What comes later serves the next load. */
export const maxPageWaitMs = 2_000;
/** Questions at a time: the reader's first duty is to messages. */
export const maxQuestions = 2;
/** Answers kept; beyond it the oldest goes. */
const maxAnswers = 100;

export interface FreshFactsSettings {
  /** Rejects when it is in trouble or too slow. */
  readonly ask: (incident: number) => Promise<IncidentFacts | undefined>;
  /** What was kept with the incident. */
  readonly kept: (incident: number) => IncidentFacts | undefined;
  /** Monotonic, ms. */
  readonly elapsed: () => number;
}

export interface KnownFacts {
  readonly facts: IncidentFacts | undefined;
  /** Newer ones were wanted and did not come in time. */
  readonly stale: boolean;
}

/** The facts to show: kept ones of what is over, else fresh ones, else kept ones that say so. */
export function createFreshFacts(settings: FreshFactsSettings): (incident: Incident) => Promise<KnownFacts> {
  const { ask, kept, elapsed } = settings;
  const answers = new Map<number, { readonly at: number; readonly facts: IncidentFacts }>();
  const asking = new Map<number, Promise<IncidentFacts | undefined>>();

  function question(incident: number): Promise<IncidentFacts | undefined> {
    const already = asking.get(incident);
    if (already !== undefined) return already;
    if (asking.size >= maxQuestions) return Promise.resolve(undefined);
    const answer = ask(incident)
      .then((facts) => {
        if (facts !== undefined) keep(incident, facts);
        return facts;
      })
      // The page then shows what was kept, and says that it is older.
      .catch(() => undefined)
      .finally(() => asking.delete(incident));
    asking.set(incident, answer);
    return answer;
  }

  function keep(incident: number, facts: IncidentFacts): void {
    answers.delete(incident);
    const [oldest] = answers.keys();
    if (answers.size >= maxAnswers && oldest !== undefined) answers.delete(oldest);
    answers.set(incident, { at: elapsed(), facts });
  }

  return async ({ number, resolvedAt }) => {
    const stored = kept(number);
    if (stored !== undefined && resolvedAt !== undefined && stored.basis.to >= resolvedAt) {
      return { facts: stored, stale: false };
    }
    const known = answers.get(number);
    if (known !== undefined && elapsed() - known.at < freshForMs) return { facts: known.facts, stale: false };
    const fresh = await withinMs(question(number), maxPageWaitMs);
    // Entries may have been deleted since: fewer of them say less.
    const better = fresh !== undefined && fresh.basis.examined >= (stored?.basis.examined ?? 0);
    return better ? { facts: fresh, stale: false } : { facts: stored, stale: fresh === undefined };
  };
}

function withinMs<T>(answer: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
