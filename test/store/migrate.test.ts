import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { DataMissing, DataNewerThanProgram, DataOlderThanProgram } from "../../src/store/data-errors.ts";
import { openStores, openStoresForReading } from "../../src/store/open-stores.ts";
import { schemaText } from "../../src/store/schema-text.ts";
import { scratchDirectory } from "./scratch-directory.ts";

describe.each(["entries", "state"] as const)("the migrations of %s.db", (kind) => {
  test("end in the schema that is checked in (npm run schema)", () => {
    const checkedIn = readFileSync(new URL(`../../migrations/${kind}/schema.sql`, import.meta.url), "utf8");
    expect(schemaText(kind)).toBe(checkedIn);
  });

  // Two of one number would both seem to have run once one of them has.
  test("are numbered 1, 2, 3 and so on", () => {
    const folder = new URL(`../../migrations/${kind}/`, import.meta.url);
    const numbers = readdirSync(folder)
      .filter((name) => /^\d/.test(name))
      .map((name) => Number(name.slice(0, 4)));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, place) => place + 1));
  });

  test("make STRICT tables only", () => {
    const tables = schemaText(kind).match(/CREATE TABLE[\s\S]*?\n\)[^;]*;/g) ?? [];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) expect(table).toMatch(/\) STRICT(, WITHOUT ROWID)?;$/);
  });

  test("refuse a file of a newer program, and leave it as it is", () => {
    const directory = scratchDirectory();
    openStores(directory).close();
    const file = join(directory, `${kind}.db`);
    setVersion(file, 999);
    const before = readFileSync(file);
    for (const open of [openStores, openStoresForReading]) {
      const error = thrownBy(() => open(directory));
      expect(error).toBeInstanceOf(DataNewerThanProgram);
      expect(error).toMatchObject({ file: `${kind}.db`, found: 999 });
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("are not run by reading", () => {
    const directory = scratchDirectory();
    openStores(directory).close();
    setVersion(join(directory, `${kind}.db`), 0);
    expect(thrownBy(() => openStoresForReading(directory))).toBeInstanceOf(DataOlderThanProgram);
  });
});

describe("opening", () => {
  test("twice changes nothing", () => {
    const directory = scratchDirectory();
    openStores(directory).close();
    openStores(directory).close();
    openStoresForReading(directory).close();
  });

  test("for reading where nothing was stored says so and creates nothing", () => {
    const directory = scratchDirectory();
    expect(thrownBy(() => openStoresForReading(directory))).toBeInstanceOf(DataMissing);
    expect(thrownBy(() => openStoresForReading(directory))).toBeInstanceOf(DataMissing);
  });

  test("what is no database is an error of SQLite", () => {
    const directory = scratchDirectory();
    writeFileSync(
      join(directory, "entries.db"),
      "not a database, but long enough to be looked at\n".repeat(9),
    );
    expect(() => openStores(directory)).toThrow(/not a database/);
  });

  test("makes files that only the owner may read", () => {
    const directory = scratchDirectory();
    const store = openStores(directory);
    const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
    store.close();
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  test("keeps what a loss of power may take apart", () => {
    const directory = scratchDirectory();
    openStores(directory).close();
    const db = new Sqlite(join(directory, "entries.db"));
    expect([db.pragma("journal_mode", { simple: true }), db.pragma("page_size", { simple: true })]).toEqual([
      "wal",
      32_768,
    ]);
    db.close();
  });

  test("by several programs at once migrates once", async () => {
    const directory = scratchDirectory();
    const program = new URL("programs/open-stores.ts", import.meta.url).pathname;
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<number | null>((resolve) => {
            const child = spawn(process.execPath, ["--import", "tsx", program, directory], {
              stdio: "inherit",
            });
            child.on("exit", resolve);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
  });
});

function setVersion(file: string, version: number): void {
  const db = new Sqlite(file);
  db.pragma(`user_version = ${version}`);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}

function thrownBy(run: () => { readonly close: () => void }): unknown {
  try {
    run().close();
  } catch (error) {
    return error;
  }
  return undefined;
}
