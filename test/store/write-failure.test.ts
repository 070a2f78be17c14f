import { SqliteError } from "better-sqlite3";
import { expect, test } from "vitest";
import { failureOf, isNoSpace, plainFailure } from "../../src/store/write-failure.ts";

test("an error of SQLite is the same one on the other side of a thread", () => {
  const full = new SqliteError("database or disk is full", "SQLITE_FULL");
  const back = failureOf(structuredClone(plainFailure(full)));
  expect([back.message, isNoSpace(back)]).toEqual([full.message, true]);
});

test("another error keeps where it came from", () => {
  const back = failureOf(structuredClone(plainFailure(new Error("no batch was begun"))));
  expect(back.message).toMatch(/no batch was begun[\s\S]*write-failure\.test/);
  expect(isNoSpace(back)).toBe(false);
});
