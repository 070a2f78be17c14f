import type { Chance } from "./chance.ts";

/** Teams, each with a receiver of its own. */
export const teams = 4;

const outageEveryMs = 3600;
const outageLastsMs = 1600;

/** Fires at the first 502 of a service, and ends two seconds after the last. */
export const REFUSED = `id: refused
title: "{{service}} answers 502"
severity: critical
owner: build-platform
why: So that a test need not wait.
where: kind == "http_request"
group_by: [service]
incident_by: [service]
condition:
  type: any
  match: status == 502
  window: 2s
`;

/** Fires at the third 429 in a row, and ends two seconds after the last. */
export const HELD_OFF = `id: held-off
title: "{{client_id}} was told to wait {{value}} times in a row"
severity: warning
owner: build-platform
why: So that a test need not wait.
where: kind == "http_request"
group_by: [service, client_id]
incident_by: [service]
condition:
  type: consecutive
  match: retry_after_seconds > 0
  gte: 3
  max_gap: 2s
`;

/** Where lines come from, and what goes wrong there: one service after the other, some of them twice. */
export interface World {
  /** Lines of requests that ended at `now`; a few of them are the same twice, as in any busy log. */
  readonly lines: (now: number, howMany: number) => readonly string[];
}

/** `offsetMs`: when its first outage begins. */
export function createWorld(
  source: string,
  { startedAt, offsetMs }: { readonly startedAt: number; readonly offsetMs: number },
  chance: Chance,
): World {
  let requests = 0;

  /** The service that fails now. Each fourth outage is of one that failed before, so that its incident comes back. */
  function failing(now: number): string | undefined {
    const since = now - startedAt - offsetMs;
    if (since < 0 || since % outageEveryMs > outageLastsMs) return undefined;
    const place = Math.floor(since / outageEveryMs);
    const outage = place % 4 === 3 ? place - 2 : place;
    return `${source}-t${outage % teams}-${outage}`;
  }

  function line(now: number): string {
    const service = failing(now);
    const time = new Date(now).toISOString();
    const common = { time, method: "GET", path: "/golang.org/x/text/@v/list", request_id: `r${++requests}` };
    const kind = service === undefined ? "fine" : chance.oneOf("fine", "refused", "held off");
    switch (kind) {
      case "fine":
        return JSON.stringify({ ...common, service: `${source}-quiet`, status: 200, client_id: "ci-1" });
      case "refused":
        return JSON.stringify({ ...common, service, status: 502, client_id: "ci-2" });
      case "held off":
        return JSON.stringify({
          ...common,
          service,
          status: 429,
          client_id: "ci-3",
          retry_after_seconds: 30,
        });
    }
  }

  return {
    lines(now, howMany) {
      // A fresh directory is judged from its first entry on, so whichever source comes first begins at the same time.
      const made: string[] = requests === 0 ? [line(startedAt - 1000)] : [];
      while (made.length < howMany) {
        const one = line(now);
        made.push(one, ...(chance.isTrue(0.1) ? [one] : []));
      }
      return made;
    },
  };
}
