import type { Logger } from "pino";
import type { SourceConfig } from "../config/config.ts";
import { maxLineBytes } from "../formats/line-parser.ts";
import { startTail, type Tail, type TailEvent } from "../ingest/tail.ts";
import type { WriterClient } from "./writer-client.ts";
import type { IngestReply } from "./writer-protocol.ts";

/** The files that the configuration names. */
export interface Tails {
  /** Tells the writer which sources have nothing left to read. */
  readonly reportProgress: () => void;
  /** Names of those that have more to read, as far as was last seen. */
  readonly behind: () => readonly string[];
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
  const tails = new Map<string, Tail>();
  const toldBehind = new Map<string, boolean>();

  function tellBehind(source: string, behind: boolean): void {
    if (toldBehind.get(source) === behind) return;
    toldBehind.set(source, behind);
    writer.request({ type: "behind", source, behind }).catch(() => toldBehind.delete(source));
  }

  for (const { name, path, format } of sources) {
    // Until the file was looked at, more of it may be waiting.
    tellBehind(name, true);
    const tail = startTail({
      path,
      positions: await writer.tailPositions(path),
      maxLineBytes: cutAtBytes,
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
    tails.set(name, tail);
  }

  return {
    reportProgress() {
      for (const [name, tail] of tails) tellBehind(name, tail.behind());
    },
    behind: () => [...tails].flatMap(([name, tail]) => (tail.behind() ? [name] : [])),
    async stop() {
      await Promise.all([...tails.values()].map((tail) => tail.stop()));
    },
  };
}

function report(log: Logger, source: string, event: TailEvent): void {
  if (event.kind === "failed") log.error({ source, detail: event.detail }, "tail failed");
  else log.info({ source, ...event }, `tail ${event.kind}`);
}
