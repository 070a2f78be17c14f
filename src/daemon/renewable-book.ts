import type { IncidentBook } from "../incidents/incident-book.ts";

/** The incident book, which can be opened anew from what is on record: with other rules, routes or receivers. */
export interface RenewableBook extends IncidentBook {
  /** Everything in the old one has been committed, so a new one knows the same: as after a restart. */
  readonly renew: () => void;
}

export function createRenewableBook(open: () => IncidentBook): RenewableBook {
  let book = open();
  return {
    renew() {
      book = open();
    },
    apply: (...given) => book.apply(...given),
    look: (now) => book.look(now),
    act: (...given) => book.act(...given),
    saveSilence: (silence) => book.saveSilence(silence),
    endSilence: (...given) => book.endSilence(...given),
    settled: (...given) => book.settled(...given),
    openAlerts: () => book.openAlerts(),
    openIncidents: () => book.openIncidents(),
  };
}
