import type { SourceConfig } from "../config/config.ts";
import { type SourceTails, startSourceTails, type TailParts } from "./source-tails.ts";

/** The files that the configuration names. */
export interface Tails {
  /** Tells the writer which sources have nothing left to read. */
  readonly reportProgress: () => void;
  /** Names of those that have more to read, as far as was last seen. */
  readonly behind: () => readonly string[];
  readonly files: () => readonly SourceFiles[];
  /** Files that are named no more are left, new ones begun; a tail that stays as it is goes on untouched. */
  readonly change: (sources: readonly SourceConfig[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface SourceFiles {
  readonly source: string;
  readonly followed: number;
  /** Files that a pattern means beyond what may be followed. */
  readonly leftOut: number;
}

/** How often new files of a pattern are looked for. */
const lookEveryMs = 2000;

interface Running {
  readonly config: SourceConfig;
  readonly tails: SourceTails;
}

export async function startTails(sources: readonly SourceConfig[], parts: TailParts): Promise<Tails> {
  const running = new Map<string, Running>();
  // Starting, stopping and looking follow one another, or a file could be begun twice.
  let last: Promise<void> = Promise.resolve();

  function inTurn(act: () => Promise<void>): Promise<void> {
    const done = last.then(act);
    last = done.catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      parts.log.error({ detail }, "looking for files failed");
    });
    return done;
  }

  async function begin(config: SourceConfig): Promise<void> {
    running.set(config.name, { config, tails: await startSourceTails(config, parts) });
  }

  async function look(): Promise<void> {
    for (const { tails } of running.values()) await tails.look();
  }

  await inTurn(async () => {
    for (const source of sources) await begin(source);
  });
  const timer = setInterval(() => void inTurn(look).catch(() => {}), lookEveryMs);

  return {
    reportProgress() {
      for (const { tails } of running.values()) tails.reportProgress();
    },
    behind: () => [...running].flatMap(([name, { tails }]) => (tails.behind() ? [name] : [])),
    files: () => [...running].map(([source, { tails }]) => ({ source, ...tails.files() })),
    change: (next) =>
      inTurn(async () => {
        const wanted = new Map(next.map((source) => [source.name, source]));
        for (const [name, { config, tails }] of [...running]) {
          const source = wanted.get(name);
          if (source?.path === config.path && source.format === config.format) continue;
          await tails.stop();
          running.delete(name);
        }
        for (const source of next) if (!running.has(source.name)) await begin(source);
      }),
    async stop() {
      clearInterval(timer);
      await last;
      await Promise.all([...running.values()].map(({ tails }) => tails.stop()));
    },
  };
}
