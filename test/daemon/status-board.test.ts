import { describe, expect, test } from "vitest";
import { createStatusBoard } from "../../src/daemon/status-board.ts";
import type { WriterStatus } from "../../src/daemon/writer-protocol.ts";

const status: WriterStatus = {
  position: 1,
  now: 2,
  heldBy: undefined,
  idleSources: [],
  openAlerts: 0,
  openIncidents: 0,
  backlog: 0,
  steps: 1,
  entriesJudged: 0,
  late: 0,
  future: 0,
  duplicates: { marked: 0, unremembered: 0 },
  deliveries: 0,
  detectionMs: [],
  turned: [],
  lateCounts: { waiting: 0, tooOld: 0, rounds: 0, begun: 0, changed: 0, notConfirmed: 0 },
  snapshotAgeMs: undefined,
  warming: [],
  stepMs: 1,
};

function board() {
  const time = { ms: 0 };
  return {
    time,
    board: createStatusBoard(
      () => 60_000,
      () => time.ms,
    ),
  };
}

describe("ready", () => {
  test("before anything came, as long as the writer answers", () => {
    const { time, board: of } = board();
    expect(of.notReady()).toEqual([]);
    time.ms = 3_600_000;
    of.ticked();
    expect(of.notReady()).toEqual([]);
    time.ms += 31_000;
    expect(of.notReady()).toEqual(["the writer has not answered for 31s"]);
  });

  test("not where the scheduler runs, the writer answers, and log time stands still", () => {
    const { time, board: of } = board();
    of.stepped(status);
    time.ms = 90_000;
    of.ticked();
    expect(of.notReady()).toEqual([]);
    time.ms = 90_001;
    expect(of.notReady()).toEqual(["log time has stood still for 1m30s"]);
    of.stepped(status);
    expect(of.notReady()).toEqual([]);
  });

  test("not where nothing can be written, nor while it stops", () => {
    const { board: of } = board();
    of.writable("the disk takes no more (SQLITE_FULL)");
    of.stopping();
    expect(of.notReady()).toEqual(["it is stopping", "the disk takes no more (SQLITE_FULL)"]);
    of.writable(undefined);
    expect(of.notReady()).toEqual(["it is stopping"]);
  });
});
