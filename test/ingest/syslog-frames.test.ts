import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSyslogFrames } from "../../src/ingest/syslog-frames.ts";

const counted = (message: string): string => `${Buffer.byteLength(message)} ${message}`;

function framesOf(stream: Buffer, cuts: readonly number[] = [], max = 1000) {
  const frames = createSyslogFrames(max);
  const ends = [...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  const messages: string[] = [];
  let from = 0;
  for (const end of ends) {
    messages.push(...frames.push(stream.subarray(from, end)));
    from = end;
  }
  return { messages: [...messages, ...frames.end()], cut: frames.cut() };
}

describe("messages of a stream", () => {
  it("are the same however it arrives, counted and by lines, mixed too", () => {
    const text = fc
      .string({ unit: "grapheme", maxLength: 30 })
      .map((part) => `<134>${part.replaceAll(/[\r\n\0]/g, "")}`);
    const message = fc.record({ text, isCounted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(400)), (sent, cuts) => {
        const stream = sent.map((one) => (one.isCounted ? counted(one.text) : `${one.text}\n`)).join("");
        const { messages } = framesOf(Buffer.from(stream), cuts);
        expect(messages).toEqual(sent.map((one) => one.text));
      }),
      { numRuns: 300 },
    );
  });

  it("that are counted may hold line feeds", () => {
    expect(framesOf(Buffer.from(counted("<1>a\nb") + counted("<1>c"))).messages).toEqual(["<1>a\nb", "<1>c"]);
  });

  it.each([
    ["counted", counted(`<1>${"x".repeat(5000)}`) + counted("<1>next")],
    ["by lines", `<1>${"x".repeat(5000)}\n<1>next\n`],
  ])("that are too long are cut, %s, and the next one is whole", (_, stream) => {
    for (const cuts of [[], [1, 500, 1500], [3000], [5004, 5006, 5010]]) {
      const { messages, cut } = framesOf(Buffer.from(stream), cuts, 100);
      expect(messages.map((message) => message.length)).toEqual([100, 7]);
      expect(messages[1]).toBe("<1>next");
      expect(cut).toBe(1);
    }
  });

  it("end with what was left without an end", () => {
    expect(framesOf(Buffer.from("<1>a\n<1>b")).messages).toEqual(["<1>a", "<1>b"]);
    expect(framesOf(Buffer.from("10 <1>half")).messages).toEqual(["<1>half"]);
    expect(framesOf(Buffer.from("<1>a\0<1>b\r\n")).messages).toEqual(["<1>a", "<1>b"]);
  });

  it("that begin with more digits than a count has are lines", () => {
    expect(framesOf(Buffer.from(`${"1".repeat(50)}\n<1>a\n`)).messages).toEqual(["1".repeat(50), "<1>a"]);
  });
});
