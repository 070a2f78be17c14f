import { Buffer } from "node:buffer";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { fileLines } from "../../src/ingest/file-lines.ts";
import { createLineSplitter, type LineBatch } from "../../src/ingest/line-splitter.ts";
import { streamLines } from "../../src/ingest/stream-lines.ts";

const directory = mkdtempSync(join(tmpdir(), "tocsin-lines-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** All lines, and the places of those that were cut, however the bytes are chopped up. */
function split(chunks: readonly Buffer[], maxLineBytes?: number): LineBatch {
  const splitter = createLineSplitter(maxLineBytes);
  const batches = [...chunks.map((chunk) => splitter.push(chunk)), splitter.end()];
  const lines: string[] = [];
  const cut: number[] = [];
  for (const batch of batches) {
    cut.push(...batch.cut.map((place) => place + lines.length));
    lines.push(...batch.lines);
  }
  return { lines, cut };
}

describe("bytes to lines", () => {
  test.each<[string, Buffer | string, readonly string[]]>([
    ["nothing", "", []],
    ["one line", "a\n", ["a"]],
    ["no final line end", "a\nb", ["a", "b"]],
    ["blank lines, which count", "\n\na\n\n", ["", "", "a", ""]],
    ["CRLF, mixed with LF", "a\r\nb\nc\r\n", ["a", "b", "c"]],
    ["a CR that ends no line", "a\rb\n\r\n\r", ["a\rb", "", ""]],
    ["NUL", "a\0b\n\0", ["a\0b", "\0"]],
    ["a BOM, which the formats see", "\ufeffa\n", ["\ufeffa"]],
    ["invalid UTF-8", Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xa9, 0x62]), ["a\ufffd\ufffd", "\ufffdb"]],
    ["characters beyond ASCII", "é\n😀\n", ["é", "😀"]],
  ])("%s", (_name, bytes, lines) => {
    const whole = Buffer.from(bytes);
    expect(split([whole])).toEqual({ lines, cut: [] });
    // Byte by byte: characters and CRLF are torn apart.
    expect(split([...whole].map((byte) => Buffer.from([byte])))).toEqual({ lines, cut: [] });
  });

  test.each([
    ["exactly as long as allowed", "abcd\n", ["abcd"], []],
    ["longer, and cut off", "abcde\nf\nabcdefgh", ["abcd", "f", "abcd"], [0, 2]],
    ["as long as allowed before its CRLF", "abcd\r\nabcde\r\n", ["abcd", "abcd"], [1]],
    ["longer, with a CR just behind what is allowed", "abcd\re\n", ["abcd"], [0]],
    ["cut where a character would be torn", "abcé\nab😀x\n", ["abc", "ab"], [0, 1]],
  ])("a line %s", (_name, text, lines, cut) => {
    const whole = Buffer.from(text);
    expect(split([whole], 4)).toEqual({ lines, cut });
    expect(
      split(
        [...whole].map((byte) => Buffer.from([byte])),
        4,
      ),
    ).toEqual({ lines, cut });
  });

  test("any text comes out the same, however it is chopped up, at any limit", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\n", "\r", "\0"), maxLength: 40 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(text, sizes, fc.integer({ min: 4, max: 60 }), (whole, chunkSizes, limit) => {
        const bytes = Buffer.from(whole);
        const chunks: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const size = chunkSizes[i % chunkSizes.length] ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(split(chunks, limit)).toEqual(split([bytes], limit));
        const expected = whole.split("\n").map((line) => line.replace(/\r$/, ""));
        if (whole === "" || whole.endsWith("\n")) expected.pop();
        if (limit === 60) expect(split(chunks, limit)).toEqual({ lines: expected, cut: [] });
      }),
    );
  });

  test("a line that never ends is not held in memory", () => {
    const splitter = createLineSplitter(1000);
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    for (let i = 0; i < 500; i += 1) expect(splitter.push(chunk).lines).toEqual([]);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().external - before).toBeLessThan(50e6);
    expect(splitter.pendingBytes()).toBe(500 * chunk.length);
    const { lines, cut } = splitter.push(Buffer.from("\nnext\n"));
    expect([lines[0]?.length, lines[1], cut]).toEqual([1000, "next", [0]]);
  });
});

describe("a file", () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${"é".repeat(i % 50)}`);

  async function read(path: string): Promise<readonly string[]> {
    const lines: string[] = [];
    for await (const batch of fileLines(path)) lines.push(...batch.lines);
    return lines;
  }

  test("is read to its last line", async () => {
    const file = join(directory, "plain.log");
    writeFileSync(file, text.join("\n"));
    expect(await read(file)).toEqual(text);
  });

  test("may be gzip, in one or several members, under any name", async () => {
    const file = join(directory, "rotated.log.1");
    const half = text.length / 2;
    writeFileSync(
      file,
      Buffer.concat([gzipSync(`${text.slice(0, half).join("\n")}\n`), gzipSync(text.slice(half).join("\n"))]),
    );
    expect(await read(file)).toEqual(text);
  });

  test("may be a gzip file that was cut off: its lines come, then the error", async () => {
    const file = join(directory, "cut.log.gz");
    // Random digits do not compress well, so that much can be read before the cut.
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i} ${(i * 2_654_435_761) % 4_294_967_296}`);
    writeFileSync(file, gzipSync(lines.join("\n")).subarray(0, -5000));
    const found: string[] = [];
    const reading = (async () => {
      for await (const batch of fileLines(file)) found.push(...batch.lines);
    })();
    await expect(reading).rejects.toThrow(/unexpected end of file/);
    expect(found.length).toBeGreaterThan(1000);
    expect(found).toEqual(lines.slice(0, found.length));
  });

  test("may be empty, missing or a directory", async () => {
    const file = join(directory, "empty.log");
    writeFileSync(file, "");
    expect(await read(file)).toEqual([]);
    await expect(read(join(directory, "missing.log"))).rejects.toThrow(/ENOENT/);
    await expect(read(directory)).rejects.toThrow(/EISDIR/);
  });

  test("may be a named pipe", async () => {
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = spawn("sh", ["-c", 'printf "a\\nb\\nc" > "$0"', pipe]);
    expect(await read(pipe)).toEqual(["a", "b", "c"]);
    await new Promise((resolve) => (writer.exitCode === null ? writer.on("exit", resolve) : resolve(0)));
  });

  test("may be left before its end", async () => {
    const file = join(directory, "plain.log");
    writeFileSync(file, text.join("\n"));
    for await (const batch of fileLines(file)) {
      expect(batch.lines[0]).toBe(text[0]);
      break;
    }
  });
});

test("a stream's lines come as they are complete", async () => {
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("a\nb");
    yield Buffer.from("c\n");
    yield Buffer.from("last");
  }
  const batches: (readonly string[])[] = [];
  for await (const { lines } of streamLines(stdin())) batches.push(lines);
  expect(batches).toEqual([["a"], ["bc"], ["last"]]);
});
