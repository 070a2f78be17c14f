import type { Logger } from "pino";
import type { SourceConfig } from "../config/config.ts";
import { maxLineBytes } from "../formats/line-parser.ts";
import { openLines } from "../formats/open-lines.ts";
import { globFiles, isGlob } from "../ingest/globs.ts";
import { startTail, type Tail, type TailEvent } from "../ingest/tail.ts";
import type { WriterClient } from "./writer-client.ts";
import type { IngestReply } from "./writer-protocol.ts";

/** The files of one source: one, or those that a pattern means. */
export interface SourceTails {
  readonly behind: () => boolean;
  /** Tells the writer which of its files have nothing left to read. */
  readonly reportProgress: () => void;
  /** Looks for files that the pattern means now, and leaves those that are gone. */
  readonly look: () => Promise<void>;
  readonly files: () => { readonly followed: number; readonly leftOut: number };
  readonly stop: () => Promise<void>;
}

export interface TailParts {
  readonly writer: WriterClient;
  readonly log: Logger;
  readonly onStored: (source: string, reply: IngestReply) => void;
}

/** So much longer than what is parsed that the parser sees an overlong line as one, and keeps it as unparsable. */
const cutAtBytes = maxLineBytes + 4;
/** A file that is gone is followed for so much longer: its name may come back, and there may be more to read of it. */
const maxGoneMs = 30_000;

interface Followed {
  readonly tail: Tail;
  /** As the writer knows it. */
  readonly reader: string;
  toldBehind: boolean | undefined;
  goneSince: number | undefined;
}

export async function startSourceTails(source: SourceConfig, parts: TailParts): Promise<SourceTails> {
  const { writer, log } = parts;
  const followed = new Map<string, Followed>();
  const isPattern = isGlob(source.path);
  let leftOut = 0;

  function tellBehind(one: Followed, behind: boolean): void {
    if (one.toldBehind === behind) return;
    one.toldBehind = behind;
    writer.request({ type: "behind", source: one.reader, behind }).catch(() => {
      one.toldBehind = undefined;
    });
  }

  async function begin(path: string, fromOldest: boolean): Promise<void> {
    const { name, format } = source;
    const reader = isPattern ? `${name} ${path}` : name;
    const tail = startTail({
      path,
      positions: await writer.tailPositions(path),
      maxLineBytes: cutAtBytes,
      fromOldest,
      unfinished: (lines) => openLines(lines, format),
      report: (event) => report(log, reader, event),
      async deliver({ lines, position, behind }) {
        one.toldBehind = behind;
        const reply = await writer.ingest({
          source: name,
          format,
          lines,
          mode: "new",
          tail: position,
          behind,
          reader,
        });
        parts.onStored(name, reply);
      },
    });
    const one: Followed = { tail, reader, toldBehind: undefined, goneSince: undefined };
    followed.set(path, one);
    // Until the file was looked at, more of it may be waiting.
    tellBehind(one, true);
  }

  /** What it has read stays where its position says, so whoever takes the file up goes on there. */
  async function leave(path: string, one: Followed): Promise<void> {
    followed.delete(path);
    await one.tail.stop();
    tellBehind(one, false);
  }

  async function look(): Promise<void> {
    if (!isPattern) return;
    const found = await globFiles(source.path);
    if (found.leftOut > 0 && leftOut === 0) {
      log.warn({ source: source.name, files: found.leftOut }, "more files than are followed");
    }
    leftOut = found.leftOut;
    const meant = new Map(found.files.map(({ path, withRotated }) => [path, withRotated]));
    for (const [path, one] of [...followed]) {
      if (meant.has(path)) one.goneSince = undefined;
      else one.goneSince ??= performance.now();
      const isGone = one.goneSince !== undefined && performance.now() - one.goneSince > maxGoneMs;
      if (isGone && !one.tail.behind()) await leave(path, one);
    }
    for (const [path, withRotated] of meant) if (!followed.has(path)) await begin(path, withRotated);
  }

  if (isPattern) await look();
  else await begin(source.path, false);

  return {
    behind: () => [...followed.values()].some(({ tail }) => tail.behind()),
    reportProgress() {
      for (const one of followed.values()) tellBehind(one, one.tail.behind());
    },
    look,
    files: () => ({ followed: followed.size, leftOut }),
    async stop() {
      await Promise.all([...followed].map(([path, one]) => leave(path, one)));
    },
  };
}

function report(log: Logger, source: string, event: TailEvent): void {
  if (event.kind === "failed") log.error({ source, detail: event.detail }, "tail failed");
  else log.info({ source, ...event }, `tail ${event.kind}`);
}
