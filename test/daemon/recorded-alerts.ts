import { canonicalJson } from "../../src/model/canonical-json.ts";
import type { Json } from "../../src/model/entry.ts";
import { runProgram } from "../cli/program.ts";
import { type ListedIncident, tocsinJson } from "./scenario.ts";

/** An alert that fired, as the record and `tocsin replay` both know it; instants in RFC 3339. */
export interface Episode {
  readonly rule: string;
  /** Canonical JSON. */
  readonly group: string;
  readonly startedAt: string;
  readonly firedAt: string;
  readonly firedValue: number | null;
  readonly resolvedAt: string | null;
  readonly resolvedValue: number | null;
}

/** What the daemon has on record, by `tocsin incidents list --json`. */
export async function recordedEpisodes(folder: string): Promise<readonly Episode[]> {
  const incidents = await tocsinJson<readonly ListedIncident[]>(
    folder,
    "incidents",
    "list",
    "--limit",
    "1000",
  );
  const episodes = incidents.flatMap(({ alerts }) =>
    alerts.map(
      (alert): Episode => ({
        rule: alert.rule,
        group: canonicalJson(alert.group),
        startedAt: alert.started_at,
        firedAt: alert.fired_at,
        firedValue: alert.fired_value,
        resolvedAt: alert.resolved_at,
        resolvedValue: alert.resolved_value,
      }),
    ),
  );
  return inOrder(episodes);
}

interface Line {
  readonly at: string;
  readonly rule: string;
  readonly group: Json;
  readonly state: string;
  readonly value: number | null;
  readonly started_at: string;
}

/** What `tocsin replay` says of a file, log time running on to `until`. */
export async function replayedEpisodes(
  folder: string,
  file: string,
  until: string,
): Promise<readonly Episode[]> {
  const { stdout, exit } = await runProgram(["replay", "--rules", "rules", "--until", until, file], {
    cwd: folder,
  });
  if (exit !== 0) throw new Error(`replay ended with ${exit}`);
  const episodes = new Map<string, Episode>();
  for (const text of stdout.trimEnd().split("\n")) {
    const line = JSON.parse(text) as Line;
    const group = canonicalJson(line.group);
    const id = `${line.rule} ${group} ${line.started_at}`;
    const known = episodes.get(id);
    if (line.state === "firing") {
      episodes.set(id, {
        rule: line.rule,
        group,
        startedAt: line.started_at,
        firedAt: line.at,
        firedValue: line.value,
        resolvedAt: null,
        resolvedValue: null,
      });
    } else if (line.state === "resolved" && known !== undefined) {
      episodes.set(id, { ...known, resolvedAt: line.at, resolvedValue: line.value });
    }
  }
  return inOrder([...episodes.values()]);
}

function inOrder(episodes: readonly Episode[]): readonly Episode[] {
  const key = (one: Episode): string => `${one.firedAt} ${one.rule} ${one.group}`;
  return [...episodes].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
