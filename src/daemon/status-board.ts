import { formatDuration } from "../model/duration.ts";
import type { Json } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { ReloadReport } from "../ports/reload.ts";
import { reloadJson, warmingJson } from "../web/reload-json.ts";
import type { WriterStatus } from "./writer-protocol.ts";

/** The newest that is known of the writer, for `status`, readiness and the heartbeat. */
export interface StatusBoard {
  readonly stepped: (status: WriterStatus) => void;
  /** The writer answered that it looked. */
  readonly ticked: () => void;
  /** Why nothing can be written; undefined where it can. */
  readonly writable: (problem: string | undefined) => void;
  /** Nothing is taken any more. */
  readonly stopping: () => void;
  /** Why Tocsin cannot do its work now; empty while it can. */
  readonly notReady: () => readonly string[];
  readonly last: () => WriterStatus | undefined;
  readonly status: (
    now: number,
    queuedCharacters: number,
    reload: ReloadReport,
  ) => Readonly<Record<string, Json>>;
}

/** Real time without a word of the writer after which it is called stuck, ms. */
export const maxSilenceMs = 30_000;

/** `idleAfterMs`: how long a source that stands still may hold log time back. `elapsed`: monotonic, ms. */
export function createStatusBoard(
  idleAfterMs: () => number,
  elapsed: () => number = () => performance.now(),
): StatusBoard {
  let last: WriterStatus | undefined;
  let movedAt = elapsed();
  let tickedAt = elapsed();
  let problem: string | undefined;
  let isStopping = false;

  function notReady(): readonly string[] {
    const reasons: string[] = [];
    if (isStopping) reasons.push("it is stopping");
    if (problem !== undefined) reasons.push(problem);
    const silentMs = elapsed() - tickedAt;
    if (silentMs > maxSilenceMs)
      reasons.push(`the writer has not answered for ${formatDuration(wholeSeconds(silentMs))}`);
    // Before the first entry there is nothing to judge.
    const stillMs = elapsed() - movedAt;
    if (last !== undefined && stillMs > idleAfterMs() + maxSilenceMs)
      reasons.push(`log time has stood still for ${formatDuration(wholeSeconds(stillMs))}`);
    return reasons;
  }

  return {
    stepped(status) {
      last = status;
      movedAt = elapsed();
    },
    ticked() {
      tickedAt = elapsed();
    },
    writable(next) {
      problem = next;
    },
    stopping() {
      isStopping = true;
    },
    notReady,
    last: () => last,
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
      not_ready: notReady(),
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
        entries_duplicate: last?.duplicates.marked ?? 0,
        duplicates_unremembered: last?.duplicates.unremembered ?? 0,
      },
    }),
  };
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
