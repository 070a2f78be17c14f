import { expect, test } from "vitest";
import { createPatientWriter } from "../../src/daemon/patient-writer.ts";
import { createWritability } from "../../src/daemon/writability.ts";
import { nothingDecided } from "../../src/incidents/incident-book.ts";
import { step } from "../store/sample-state.ts";

const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
const isNoSpace = (error: unknown): boolean => error === full;

function world() {
  const made: string[] = [];
  const changes: (string | undefined)[] = [];
  const disk = { full: false, broken: false };
  const write = (what: string) => () => {
    if (disk.broken) throw new Error("broken");
    if (disk.full) throw full;
    made.push(what);
  };
  const writer = {
    commitStep: (one: { step: { to: number } }) => write(`step ${one.step.to}`)(),
    commit: write("act"),
  };
  const patient = createPatientWriter(writer, isNoSpace, (error) => writability.failed(error));
  const writability = createWritability({
    decisions: patient,
    tryEntries: write("probe"),
    isNoSpace,
    onChange: (problem) => changes.push(problem),
  });
  return { made, changes, disk, patient, writability };
}

test("what was decided on a full disk is committed later, in order, before anything else", () => {
  const { made, changes, disk, patient, writability } = world();
  disk.full = true;
  patient.commitStep(step(0, 1));
  expect([made, patient.owes()]).toEqual([[], true]);
  expect(() => writability.require()).toThrow("the disk takes no more");
  patient.commit(nothingDecided);
  disk.full = false;
  patient.commitStep(step(1, 2));
  expect([made, patient.owes()]).toEqual([["step 1", "act", "step 2"], false]);
  writability.probe();
  expect(changes).toEqual(["the disk takes no more (SQLITE_FULL)", undefined]);
});

test("it is said once that the disk is full, and once that it is not any more", () => {
  const { made, changes, disk, writability } = world();
  writability.probe();
  expect(made).toEqual([]);
  disk.full = true;
  writability.failed(full);
  writability.probe();
  writability.probe();
  expect(changes).toEqual(["the disk takes no more (SQLITE_FULL)"]);
  disk.full = false;
  writability.probe();
  writability.probe();
  expect([changes.length, changes[1]]).toEqual([2, undefined]);
});

test("any other error is one", () => {
  const { disk, patient } = world();
  disk.broken = true;
  expect(() => patient.commit(nothingDecided)).toThrow("broken");
  expect(patient.owes()).toBe(false);
});
