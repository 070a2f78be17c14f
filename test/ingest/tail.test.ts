import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTail, type Tail, type TailEvent } from "../../src/ingest/tail.ts";
import type { TailChunk } from "../../src/ingest/tailed-file.ts";
import type { TailPosition } from "../../src/ports/log-store.ts";

let directory = "";
let path = "";
let running: Tail[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tocsin-tail-"));
  path = join(directory, "app.log");
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((tail) => tail.stop()));
  rmSync(directory, { recursive: true, force: true });
});

interface Follower {
  readonly tail: Tail;
  readonly lines: string[];
  readonly events: TailEvent[];
  /** Newest first, as the store gives them. */
  readonly positions: () => readonly TailPosition[];
}

function follow(
  known: readonly TailPosition[] = [],
  deliver: (chunk: TailChunk) => Promise<void> = async () => {},
  maxLineBytes = 1000,
): Follower {
  const lines: string[] = [];
  const events: TailEvent[] = [];
  let positions = known;
  const tail = startTail({
    path,
    positions: known,
    pollMs: 20,
    maxLineBytes,
    report: (event) => events.push(event),
    async deliver(chunk) {
      await deliver(chunk);
      lines.push(...chunk.lines);
      positions = [chunk.position, ...positions];
    },
  });
  running.push(tail);
  return { tail, lines, events, positions: () => positions };
}

/** Lines that say who they are, long enough that a fingerprint is soon full. */
function numbered(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => `${directory} line ${from + i}`);
}

function write(lines: readonly string[], file = path): void {
  appendFileSync(file, lines.map((line) => `${line}\n`).join(""));
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 300; tries += 1) await sleep(10);
}

async function expectLines(follower: Follower, lines: readonly string[]): Promise<void> {
  await until(() => follower.lines.length >= lines.length);
  expect(follower.lines).toEqual(lines);
}

describe("a file that grows", () => {
  test("is waited for, and followed line by line", async () => {
    const follower = follow();
    await until(() => !follower.tail.behind());
    write(numbered(0, 3));
    await expectLines(follower, numbered(0, 3));
    appendFileSync(path, "half ");
    await sleep(60);
    expect(follower.lines).toHaveLength(3);
    expect(follower.tail.behind()).toBe(false);
    appendFileSync(path, "a line\n");
    await expectLines(follower, [...numbered(0, 3), "half a line"]);
  });

  test("may be in a directory that is made later", async () => {
    path = join(directory, "later", "app.log");
    const follower = follow();
    await sleep(30);
    mkdirSync(join(directory, "later"));
    write(numbered(0, 2));
    await expectLines(follower, numbered(0, 2));
  });

  test("is told of by the system, long before it is looked at", async () => {
    write(numbered(0, 1));
    const tail = startTail({
      path,
      positions: [],
      pollMs: 60_000,
      report: () => {},
      deliver: async ({ lines }) => {
        seen += lines.length;
      },
    });
    running.push(tail);
    let seen = 0;
    await until(() => seen === 1);
    await sleep(20);
    const started = performance.now();
    write(numbered(1, 2));
    await until(() => seen === 2);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("is read no faster than it is stored, and is behind meanwhile", async () => {
    write(numbered(0, 20_000));
    let release = () => {};
    let delivered = 0;
    const follower = follow([], () => {
      delivered += 1;
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    await until(() => delivered === 1);
    await sleep(50);
    expect([delivered, follower.lines.length, follower.tail.behind()]).toEqual([1, 0, true]);
    const timer = setInterval(() => release(), 1);
    await expectLines(follower, numbered(0, 20_000));
    clearInterval(timer);
    await until(() => !follower.tail.behind());
    expect(follower.tail.behind()).toBe(false);
  });

  test("has overlong lines cut off, and says so", async () => {
    write(["x".repeat(2000), "short"]);
    const follower = follow();
    await expectLines(follower, ["x".repeat(1000), "short"]);
    await until(() => follower.events.length > 1);
    expect(follower.events.at(-1)).toEqual({ kind: "cut", lines: 1 });
  });

  test("in small steps is stored in few", async () => {
    write(numbered(0, 1));
    let deliveries = 0;
    const follower = follow([], async () => {
      deliveries += 1;
    });
    for (let i = 1; i < 100; i += 1) {
      write(numbered(i, i + 1));
      if (i % 10 === 0) await sleep(5);
    }
    await expectLines(follower, numbered(0, 100));
    expect(deliveries).toBeLessThan(20);
  });

  test("comes again where storing failed", async () => {
    write(numbered(0, 5));
    let tries = 0;
    const follower = follow([], async () => {
      tries += 1;
      if (tries < 2) throw new Error("database or disk is full");
    });
    await expectLines(follower, numbered(0, 5));
    expect(follower.events.filter(({ kind }) => kind === "failed")).toEqual([
      { kind: "failed", detail: "database or disk is full" },
    ]);
  });

  test("is left at once when the tail is stopped, even while storing fails", async () => {
    write(numbered(0, 5));
    const follower = follow([], async () => {
      throw new Error("no");
    });
    await until(() => follower.events.some(({ kind }) => kind === "failed"));
    const started = performance.now();
    await follower.tail.stop();
    expect(performance.now() - started).toBeLessThan(200);
    write(numbered(5, 6));
    await sleep(30);
    expect(follower.lines).toEqual([]);
  });
});

describe("after a restart", () => {
  test.each([1, 5, 200])("reading goes on where it was, after %i lines", async (count) => {
    write(numbered(0, count));
    const first = follow();
    await expectLines(first, numbered(0, count));
    await first.tail.stop();
    write(numbered(count, count + 10));
    const second = follow(first.positions());
    await expectLines(second, numbered(count, count + 10));
    expect(second.events[0]).toMatchObject({ kind: "opened", offset: first.positions()[0]?.offset });
  });

  test("half a line is read whole", async () => {
    write(numbered(0, 2));
    appendFileSync(path, "half ");
    const first = follow();
    await expectLines(first, numbered(0, 2));
    await first.tail.stop();
    appendFileSync(path, "a line\n");
    await expectLines(follow(first.positions()), ["half a line"]);
  });

  test("another file under the same name is read from its start", async () => {
    write(numbered(0, 5));
    const first = follow();
    await expectLines(first, numbered(0, 5));
    await first.tail.stop();
    rmSync(path);
    write(numbered(100, 150));
    await expectLines(follow(first.positions()), numbered(100, 150));
  });

  test("files that were renamed meanwhile are read to their ends, in order, then the new one", async () => {
    write(numbered(0, 50));
    const first = follow();
    await expectLines(first, numbered(0, 50));
    await first.tail.stop();
    write(numbered(50, 60));
    renameSync(path, `${path}.2`);
    await sleep(15);
    write(numbered(60, 70));
    renameSync(path, `${path}.1`);
    await sleep(15);
    write(numbered(70, 80));
    write(["not ours"], join(directory, "app.log.config"));
    await expectLines(follow(first.positions()), numbered(50, 80));
  });
});

/** About when a tail finds that nothing came after the lines that it read last. */
const GATHERED_MS = 48;

describe("a file that is rotated", () => {
  test("is read to its end under its new name, then the new file", async () => {
    write(numbered(0, 5));
    const follower = follow();
    await expectLines(follower, numbered(0, 5));
    renameSync(path, `${path}.1`);
    write(numbered(5, 8), `${path}.1`);
    await expectLines(follower, numbered(0, 8));
    write(numbered(8, 10));
    // The program has not opened the new file yet, and leaves a line without its end.
    write(numbered(100, 102), `${path}.1`);
    appendFileSync(`${path}.1`, "the last");
    await expectLines(follower, [...numbered(0, 8), ...numbered(100, 102), "the last", ...numbered(8, 10)]);
    expect(follower.events.map(({ kind }) => kind)).toEqual(["opened", "rotated", "opened"]);
    await follower.tail.stop();
    write(numbered(10, 12));
    await expectLines(follow(follower.positions()), numbered(10, 12));
  });

  test("is behind at the end of each but the last", async () => {
    write(numbered(0, 100));
    const first = follow();
    await until(() => first.lines.length === 100);
    await first.tail.stop();
    write(numbered(100, 200));
    renameSync(path, `${path}.2`);
    write(numbered(200, 300));
    renameSync(path, `${path}.1`);
    const behind: boolean[] = [];
    const again = follow(first.positions(), async (chunk) => {
      behind.push(chunk.behind);
    });
    await until(() => again.lines.length === 200);
    // While there is no file under its own name, the newest of the renamed ones is the last.
    await until(() => !again.tail.behind());
    expect(behind.slice(0, -1).every((one) => one)).toBe(true);
    expect(behind.at(-1)).toBe(false);
  });

  test("while nobody gets to look for longer than a rotation may take loses nothing", async () => {
    const follower = follow();
    let written = 0;
    for (let rotation = 0; rotation < 60; rotation++) {
      write(numbered(written, written + 3));
      written += 3;
      // Between any two steps of the tail: lines, the rename, and a standstill of the whole process.
      await sleep(GATHERED_MS + (rotation % 8));
      for (let turns = rotation % 5; turns > 0; turns--) await new Promise(setImmediate);
      write(numbered(written, written + 2));
      written += 2;
      renameSync(path, `${path}.${1000 - rotation}`);
      const until = performance.now() + 60;
      while (performance.now() < until);
      await sleep(rotation % 3 === 0 ? 0 : 45);
    }
    write(numbered(written, written + 1));
    await expectLines(follower, numbered(0, written + 1));
  });

  test("behind a link is found again after a restart", async () => {
    const real = join(directory, "0.log");
    symlinkSync(real, path);
    write(numbered(0, 50), real);
    const first = follow();
    await expectLines(first, numbered(0, 50));
    await first.tail.stop();
    write(numbered(50, 55), real);
    renameSync(real, `${real}.20261124-031500`);
    await sleep(15);
    write(numbered(55, 60), real);
    await expectLines(follow(first.positions()), numbered(50, 60));
  });

  test("several times while storing is slow loses nothing", async () => {
    write(numbered(0, 5));
    let release = () => {};
    let waits = true;
    const follower = follow([], async () => {
      if (waits) await new Promise<void>((resolve) => (release = resolve));
    });
    await sleep(50);
    for (const n of [1, 2, 3]) {
      renameSync(path, `${path}.${4 - n}`);
      await sleep(15);
      write(numbered(n * 5, n * 5 + 5));
    }
    waits = false;
    release();
    await expectLines(follower, numbered(0, 20));
  });

  test("by copying and truncating loses nothing that was copied", async () => {
    write(numbered(0, 40));
    const follower = follow();
    await expectLines(follower, numbered(0, 40));
    await follower.tail.stop();
    write(numbered(40, 45));
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    await sleep(15);
    write(numbered(45, 50));
    await expectLines(follow(follower.positions()), numbered(40, 50));
  });
});

describe("a file that is truncated", () => {
  test("is read from its start", async () => {
    write(numbered(0, 40));
    const follower = follow();
    await expectLines(follower, numbered(0, 40));
    truncateSync(path);
    await sleep(60);
    write(numbered(40, 45));
    await expectLines(follower, numbered(0, 45));
    expect(follower.events.map(({ kind }) => kind)).toEqual(["opened", "truncated", "opened"]);
  });

  test("and longer again before it is looked at is known by its first bytes", async () => {
    write(numbered(0, 10));
    const follower = follow();
    await expectLines(follower, numbered(0, 10));
    writeFileSync(path, "");
    write(numbered(100, 180));
    await expectLines(follower, [...numbered(0, 10), ...numbered(100, 180)]);
  });
});

describe("a record over several lines", () => {
  const joined: Pick<Parameters<typeof startTail>[0], "unfinished"> = {
    unfinished: (lines) => {
      const whole = lines.findLastIndex((line) => !line.endsWith("+"));
      return lines.length - 1 - whole;
    },
  };

  function followRecords(known: readonly TailPosition[]): {
    readonly chunks: TailChunk[];
    readonly tail: Tail;
  } {
    const chunks: TailChunk[] = [];
    const deliver = async (chunk: TailChunk): Promise<void> => void chunks.push(chunk);
    const tail = startTail({ path, positions: known, pollMs: 20, report: () => {}, deliver, ...joined });
    running.push(tail);
    return { chunks, tail };
  }

  test("is delivered when it is over, and read again from its first line after a restart", async () => {
    write(["one", "two+"]);
    const first = followRecords([]);
    await until(() => first.chunks.length > 0);
    expect(first.chunks.map(({ lines }) => lines)).toEqual([["one"]]);
    expect(first.chunks[0]?.position.offset).toBe("one\n".length);
    await first.tail.stop();
    write(["three", "four"]);
    const second = followRecords(first.chunks.map(({ position }) => position));
    await until(() => second.chunks.length > 0);
    expect(second.chunks.flatMap(({ lines }) => lines)).toEqual(["two+", "three", "four"]);
    expect(second.chunks.at(-1)?.position.offset).toBe("one\ntwo+\nthree\nfour\n".length);
  });

  test("whose end does not come is given up after a while, and a last one at once when its file is over", async () => {
    write(["one+"]);
    const { chunks } = followRecords([]);
    await until(() => chunks.length > 0);
    expect(chunks.map(({ lines }) => lines)).toEqual([["one+"]]);
    write(["two+"]);
    renameSync(path, `${path}.1`);
    write(["three"]);
    await until(() => chunks.flatMap(({ lines }) => lines).length === 3);
    expect(chunks.flatMap(({ lines }) => lines)).toEqual(["one+", "two+", "three"]);
  });
});

describe("packed files", () => {
  /** What logrotate's compress does. */
  function pack(file: string): void {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    const { atime, mtime } = statSync(file);
    utimesSync(`${file}.gz`, atime, mtime);
    rmSync(file);
  }

  test("that were rotated while nobody looked are read on from where it stood, in order", async () => {
    write(numbered(0, 100));
    const first = follow();
    await expectLines(first, numbered(0, 100));
    await first.tail.stop();
    write(numbered(100, 200));
    for (const [n, from] of [
      [2, 200],
      [1, 300],
    ] as const) {
      renameSync(path, `${path}.${n}`);
      pack(`${path}.${n}`);
      write(numbered(from, from + 100));
      await sleep(20);
    }
    const second = follow(first.positions());
    await expectLines(second, numbered(100, 400));
    write(numbered(400, 410));
    await expectLines(second, numbered(100, 410));
  });

  test("may hold the file that is read just then", async () => {
    write(numbered(0, 50));
    const follower = follow();
    await expectLines(follower, numbered(0, 50));
    write(numbered(50, 60));
    renameSync(path, `${path}.1`);
    pack(`${path}.1`);
    write(numbered(60, 70));
    await expectLines(follower, numbered(0, 70));
    await sleep(100);
    expect(follower.lines).toEqual(numbered(0, 70));
  });

  test("are read first, where a tail is to begin with the oldest", async () => {
    write(numbered(0, 10));
    renameSync(path, `${path}.1`);
    pack(`${path}.1`);
    await sleep(20);
    write(numbered(10, 20));
    const lines: string[] = [];
    const deliver = async (chunk: TailChunk): Promise<void> => void lines.push(...chunk.lines);
    running.push(startTail({ path, positions: [], fromOldest: true, pollMs: 20, report: () => {}, deliver }));
    await until(() => lines.length >= 20);
    expect(lines).toEqual(numbered(0, 20));
  });

  test("that are damaged give what can be unpacked, and the tail goes on", async () => {
    const many = numbered(0, 5000);
    writeFileSync(`${path}.1.gz`, gzipSync(`${many.join("\n")}\n`).subarray(0, -2000));
    await sleep(20);
    write(numbered(5000, 5010));
    const lines: string[] = [];
    const events: TailEvent[] = [];
    const deliver = async (chunk: TailChunk): Promise<void> => void lines.push(...chunk.lines);
    const report = (event: TailEvent): void => void events.push(event);
    running.push(startTail({ path, positions: [], fromOldest: true, pollMs: 20, report, deliver }));
    await until(() => lines.at(-1) === numbered(5009, 5010)[0]);
    expect(lines.at(-1)).toBe(numbered(5009, 5010)[0]);
    expect(events).toContainEqual({ kind: "failed", detail: expect.stringContaining("is damaged") });
    // The last line before the damage may be half of one.
    const whole = lines.slice(0, -11);
    expect(whole.length).toBeGreaterThan(1000);
    expect(whole).toEqual(many.slice(0, whole.length));
  });
});

test("a file that was emptied and filled to just where it was is read from its start", async () => {
  write(numbered(0, 3));
  const follower = follow();
  await expectLines(follower, numbered(0, 3));
  copyFileSync(path, `${path}.1`);
  // As long as the first three, to the byte.
  const others = numbered(3, 6);
  writeFileSync(path, others.map((line) => `${line}\n`).join(""));
  await expectLines(follower, [...numbered(0, 3), ...others]);
});
