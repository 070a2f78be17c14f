import { type ReaderClient, startReader } from "./reader-client.ts";
import type { ReaderThreadSettings } from "./thread-settings.ts";

/** A reader thread for each who waits, each started with its first question: what one asks may take seconds. */
export interface Readers {
  readonly messages: Pick<ReaderClient, "brief">;
  readonly pages: Pick<ReaderClient, "brief">;
  /** Facts that are kept with incidents. */
  readonly keeping: Pick<ReaderClient, "brief">;
  readonly change: (settings: ReaderThreadSettings) => void;
  readonly stop: () => Promise<void>;
}

export function createReaders(settings: ReaderThreadSettings): Readers {
  const messages = startReader(settings);
  const pages = startReader(settings);
  const keeping = startReader(settings);
  const all = [messages, pages, keeping];
  return {
    messages,
    pages,
    keeping,
    change(next) {
      for (const reader of all) reader.change(next);
    },
    async stop() {
      await Promise.all(all.map((reader) => reader.stop()));
    },
  };
}
