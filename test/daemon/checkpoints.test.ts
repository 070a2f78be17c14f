import { expect, test } from "vitest";
import { createCheckpoints } from "../../src/daemon/checkpoints.ts";

function batchesUntilCheckpoint(charactersEach: number): number {
  let done = 0;
  const checkpoints = createCheckpoints(() => {
    done += 1;
  });
  let batches = 0;
  for (; done === 0; batches++) {
    checkpoints.written(charactersEach);
    checkpoints.committed();
  }
  return batches;
}

test("the WAL is copied back before SQLite would, in few large batches or many small ones", () => {
  expect(batchesUntilCheckpoint(4_000_000)).toBe(4);
  expect(batchesUntilCheckpoint(600)).toBe(64);
});
