import type { Database } from "better-sqlite3";
import type {
  Appended,
  BatchHead,
  CopyCounter,
  LogWriter,
  OpenBatch,
  ParsedLine,
  StoredEntry,
} from "../ports/log-store.ts";
import { createCopyCounter } from "./copy-counter.ts";
import { createFieldPacker } from "./field-packer.ts";
import { createLineStore, type LineStore, type StoredBatch } from "./line-store.ts";
import { packLines } from "./packed-lines.ts";
import { createTailPositionStore } from "./tail-positions.ts";

interface MaxRow {
  readonly sequence: number | null;
}

/** The LogWriter over a writing connection to entries.db. */
export function createLogWriter(db: Database): LogWriter {
  return createLogWriterOver(createLineStore(db), db);
}

/** The LogWriter over a store of lines, here or in another thread; `db`, any connection to the same file, is read. */
export function createLogWriterOver(store: LineStore, db: Database): LogWriter {
  const packer = createFieldPacker();
  const maxSequence = db.prepare<[], MaxRow>("SELECT max(sequence) AS sequence FROM entries");

  function open(head: BatchHead, copies?: CopyCounter): OpenBatch {
    const counter = head.mode === "raise" ? undoable(copies ?? createCopyCounter()) : undefined;
    const given: ParsedLine[] = [];
    let unparsableGiven = 0;
    const copyOf = (raw: string): number => counter?.next(raw) ?? 0;

    /** The same part of the file may come again. */
    function orUndo<T>(act: () => T): T {
      try {
        return act();
      } catch (error) {
        counter?.undo();
        throw error;
      }
    }

    orUndo(() => store.begin(head));
    return {
      add: (lines, unparsable) =>
        orUndo(() => {
          for (const line of lines) given.push(line);
          unparsableGiven += unparsable.length;
          store.add({
            lines: packLines(lines, packer, copyOf),
            unparsable: unparsable.map((line) => ({ ...line, copy: copyOf(line.raw) })),
          });
        }),
      commit() {
        const stored = orUndo(store.commit);
        if (stored.before !== undefined) counter?.undo();
        return appended(head.source, given, unparsableGiven, stored);
      },
      abandon() {
        counter?.undo();
        store.abandon();
      },
    };
  }

  return {
    open,
    append({ lines, unparsable, ...head }, copies) {
      const batch = open(head, copies);
      batch.add(lines, unparsable);
      return batch.commit();
    },
    tailPositions: createTailPositionStore(db).of,
    maxSequence: () => maxSequence.get()?.sequence ?? 0,
    reserveSequence: store.reserveSequence,
  };
}

interface UndoableCounter extends Pick<CopyCounter, "next"> {
  /** Takes back everything that was counted through it. */
  readonly undo: () => void;
}

function undoable(copies: CopyCounter): UndoableCounter {
  const counted: string[] = [];
  return {
    next(raw) {
      counted.push(raw);
      return copies.next(raw);
    },
    undo() {
      for (const raw of counted.splice(0)) copies.takeBack(raw);
    },
  };
}

function appended(
  source: string,
  given: readonly ParsedLine[],
  unparsableGiven: number,
  { firstSequence, leftOut, tooOld, unparsable, before }: StoredBatch,
): Appended {
  if (before !== undefined) {
    const { stored, alreadyStored } = before;
    return { stored: [], alreadyStored, unparsable: before.unparsable, repeatOf: { stored } };
  }
  const stored: StoredEntry[] = [];
  let next = 0;
  given.forEach(({ entry, raw }, place) => {
    if (leftOut[next] === place) next += 1;
    else stored.push({ sequence: firstSequence + stored.length, source, entry, raw });
  });
  const alreadyStored = leftOut.length + unparsableGiven - unparsable;
  return { stored, alreadyStored, unparsable, ...(tooOld === 0 ? {} : { tooOld }) };
}
