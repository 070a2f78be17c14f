import type { Logger } from "pino";
import type { SourceConfig } from "../config/config.ts";
import { maxLineBytes } from "../formats/line-parser.ts";
import { openLines } from "../formats/open-lines.ts";
import { startTail, type Tail, type TailEvent } from "../ingest/tail.ts";
import type { WriterClient } from "./writer-client.ts";
import type { IngestReply } from "./writer-protocol.ts";

/** The files that the configuration names. */
export interface Tails {
  /** Tells the writer which sources have nothing left to read. */
  readonly reportProgress: () => void;
  /** Names of those that have more to read, as far as was last seen. */
  readonly behind: () => readonly string[];
  /** Files that are named no more are left, new ones begun; a tail that stays as it is goes on untouched. */
  readonly change: (sources: readonly SourceConfig[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** So much longer than what is parsed that the parser sees an overlong line as one, and keeps it as unparsable. */
const cutAtBytes = maxLineBytes + 4;

export async function startTails(
  sources: readonly SourceConfig[],
  writer: WriterClient,
  log: Logger,
  onStored: (source: string, reply: IngestReply) => void,
): Promise<Tails> {
  const tails = new Map<string, { readonly tail: Tail; readonly path: string; readonly format: string }>();
  const toldBehind = new Map<string, boolean>();

  function tellBehind(source: string, behind: boolean): void {
    if (toldBehind.get(source) === behind) return;
    toldBehind.set(source, behind);
    writer.request({ type: "behind", source, behind }).catch(() => toldBehind.delete(source));
  }

  async function begin({ name, path, format }: SourceConfig): Promise<void> {
    // Until the file was looked at, more of it may be waiting.
    tellBehind(name, true);
    const tail = startTail({
      path,
      positions: await writer.tailPositions(path),
      maxLineBytes: cutAtBytes,
      unfinished: (lines) => openLines(lines, format),
      report: (event) => report(log, name, event),
      async deliver({ lines, position, behind }) {
        toldBehind.set(name, behind);
        const reply = await writer.ingest({
          source: name,
          format,
          lines,
          mode: "new",
          tail: position,
          behind,
        });
        onStored(name, reply);
      },
    });
    tails.set(name, { tail, path, format });
  }

  /** What it has read stays where its position says, so whoever takes the file up goes on there. */
  async function leave(name: string): Promise<void> {
    await tails.get(name)?.tail.stop();
    tails.delete(name);
    tellBehind(name, false);
    toldBehind.delete(name);
  }

  for (const source of sources) await begin(source);

  return {
    reportProgress() {
      for (const [name, { tail }] of tails) tellBehind(name, tail.behind());
    },
    async change(next) {
      const wanted = new Map(next.map((source) => [source.name, source]));
      for (const [name, { path, format }] of [...tails]) {
        const source = wanted.get(name);
        if (source?.path !== path || source.format !== format) await leave(name);
      }
      for (const source of next) if (!tails.has(source.name)) await begin(source);
    },
    behind: () => [...tails].flatMap(([name, { tail }]) => (tail.behind() ? [name] : [])),
    async stop() {
      await Promise.all([...tails.values()].map(({ tail }) => tail.stop()));
    },
  };
}

function report(log: Logger, source: string, event: TailEvent): void {
  if (event.kind === "failed") log.error({ source, detail: event.detail }, "tail failed");
  else log.info({ source, ...event }, `tail ${event.kind}`);
}
