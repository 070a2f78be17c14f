import type { Json } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { ReloadReport } from "../ports/reload.ts";
import { reloadJson, warmingJson } from "../web/reload-json.ts";
import type { WriterStatus } from "./writer-protocol.ts";

/** The newest that the writer said of itself, for `status` and readiness. */
export interface StatusBoard {
  readonly stepped: (status: WriterStatus) => void;
  /** Empty while everything works. */
  readonly notReady: () => readonly string[];
  readonly status: (now: number, queuedCharacters: number, reload: ReloadReport) => Json;
}

/** Real time without a step after which the daemon is no longer called ready, ms. */
export const maxSilenceMs = 30_000;

export function createStatusBoard(): StatusBoard {
  let last: WriterStatus | undefined;
  let lastAt = performance.now();
  return {
    stepped(status) {
      last = status;
      lastAt = performance.now();
    },
    notReady() {
      // Before the first entry there is nothing to judge.
      const silent = last !== undefined && performance.now() - lastAt > maxSilenceMs;
      return silent ? ["nothing has been judged for 30 s"] : [];
    },
    status: (now, queuedCharacters, reload) => ({
      now: formatInstant(now),
      position: last?.position === undefined ? null : formatInstant(last.position),
      lag_seconds: last?.position === undefined ? null : (now - last.position) / 1000,
      held_by: last?.heldBy ?? null,
      idle_sources: last?.idleSources ?? [],
      open_alerts: last?.openAlerts ?? 0,
      open_incidents: last?.openIncidents ?? 0,
      backlog_entries: last?.backlog ?? 0,
      late_entries_waiting: last?.lateCounts.waiting ?? 0,
      snapshot_age_seconds: last?.snapshotAgeMs === undefined ? null : Math.round(last.snapshotAgeMs / 1000),
      queued_characters: queuedCharacters,
      warming_up: (last?.warming ?? []).map(warmingJson),
      last_reload: reloadJson(reload),
      since_start: {
        steps: last?.steps ?? 0,
        entries_judged: last?.entriesJudged ?? 0,
        entries_late: last?.late ?? 0,
        entries_too_late: last?.lateCounts.tooOld ?? 0,
        alerts_begun_late: last?.lateCounts.begun ?? 0,
        alerts_amended: last?.lateCounts.changed ?? 0,
        alerts_not_confirmed: last?.lateCounts.notConfirmed ?? 0,
        entries_future: last?.future ?? 0,
      },
    }),
  };
}
