import type { Logger } from "pino";
import type { SelfFinding } from "../alerts/self/self-finding.ts";
import { selfFindings } from "../alerts/self/self-findings.ts";
import type { WatchedSource } from "../alerts/self/source-silent.ts";
import type { Config } from "../config/config.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { createGrowthMemory } from "./growth-memory.ts";
import { createRecentLines } from "./recent-lines.ts";
import type { IngestReply } from "./writer-protocol.ts";

export interface SelfWatchSettings {
  readonly config: Pick<Config, "sources" | "self">;
  readonly stores: Pick<ReadStores, "state" | "sizes">;
  /** Ids of the rules that are judged now: what removed ones counted is no news. */
  readonly ruleIds: () => ReadonlySet<string>;
  readonly position: () => number | undefined;
  readonly now: () => number;
  readonly log: Logger;
  /** Told everything that holds, whenever something of it changed: where alerts about Tocsin itself begin. */
  readonly onChange: (findings: readonly SelfFinding[]) => void;
}

/** Looks how Tocsin stands, and finds fault with it. */
export interface SelfWatch {
  /** A batch was committed, whatever was in it. */
  readonly ingested: (source: string, reply: IngestReply) => void;
  readonly look: () => void;
  readonly findings: () => readonly SelfFinding[];
}

/** Dead deliveries that are looked at: a receiver that takes nothing makes many. */
const maxDead = 200;

export function createSelfWatch(settings: SelfWatchSettings): SelfWatch {
  const { config, stores, now, log } = settings;
  const startedAt = now();
  let lastAt = new Map(config.sources.map(({ name }) => [name, startedAt]));
  const lines = createRecentLines();
  const failures = createGrowthMemory(({ failed }) => failed);
  const overflows = createGrowthMemory(({ overflowed }) => overflowed);
  let findings: readonly SelfFinding[] = [];
  // What was told before a start may be over, so the first look is told whatever it finds.
  let told: string | undefined;

  function watchedSources(): readonly WatchedSource[] {
    // One that a reload has brought begins now.
    lastAt = new Map(config.sources.map(({ name }) => [name, lastAt.get(name) ?? now()]));
    return config.sources.map(({ name, silentAfterMs = config.self.sourceSilentAfterMs }) => ({
      name,
      silentAfterMs,
      lastAt: lastAt.get(name) ?? now(),
    }));
  }

  function look(): void {
    const ids = settings.ruleIds();
    const rules = stores.state.ruleCounts().filter(({ rule }) => ids.has(rule));
    const { diskFreeBytes: freeBytes, diskBytes: bytes } = stores.sizes();
    const found = selfFindings(
      {
        now: now(),
        position: settings.position(),
        sources: watchedSources(),
        lines: lines.list(now()),
        failures: failures.update(rules, now()),
        overflows: overflows.update(rules, now()),
        rules,
        outbox: [
          ...stores.state.queued(),
          ...stores.state.recentDeliveries({ state: "dead", limit: maxDead }),
        ],
        disk: { freeBytes, bytes },
      },
      config.self,
    );
    if (identity(found) !== told) tell(found);
    told = identity(found);
    findings = found;
  }

  function tell(found: readonly SelfFinding[]): void {
    const before = new Set(findings.map(({ title }) => title));
    for (const { rule, title } of found) if (!before.has(title)) log.warn({ finding: rule }, title);
    settings.onChange(found);
  }

  return {
    ingested(source, { stored, unparsable, alreadyStored }) {
      if (stored > 0) lastAt.set(source, now());
      lines.add(source, stored + unparsable + alreadyStored, unparsable, now());
    },
    look,
    findings: () => findings,
  };
}

function identity(findings: readonly SelfFinding[]): string {
  return canonicalJson(findings.map(({ rule, group, title }) => [rule, group, title]));
}
