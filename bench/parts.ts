import type { loadBuilt } from "./built.ts";
import type { mixTexts } from "./mix.ts";
import { lineWork, type Work } from "./work.ts";

type Built = Awaited<ReturnType<typeof loadBuilt>>;
type ParsedLines = ReturnType<ReturnType<Built["createLineReading"]>["read"]>["lines"];

/** Later than every line, so that none lies in the future. */
const observedTime = Date.UTC(2026, 11, 1);
const source = "edge";

/** Chunks of raw lines to what the writer has in hand after reading them. */
function reader({ createLineReading, createRedactor }: Built): (lines: readonly string[]) => ParsedLines {
  const reading = createLineReading({
    redactor: createRedactor({ key: "bench" }),
    maxSkewMs: 0,
    defaults: () => undefined,
  });
  return (lines) => reading.read({ source, format: "auto", lines, observedTime }).lines;
}

/** The engine alone: parsed entries in order, the rules of one mix. */
export function engineWork(built: Built, texts: typeof mixTexts): Work<ParsedLines> {
  const { rules } = built.readRules(texts);
  const engine = built.createEngine(rules);
  return {
    prepare: reader(built),
    run(lines) {
      for (const { entry } of lines) engine.enter(entry);
      const last = lines[lines.length - 1];
      if (last !== undefined) engine.advance(last.entry.time);
    },
    close: () => {},
  };
}

export function redactWork({ createRedactor }: Built): Work<readonly string[]> {
  const redactor = createRedactor({ key: "bench" });
  return lineWork((lines) => {
    for (const line of lines) redactor.redactLine(line);
  });
}

/** JSON.parse included. */
export function parseWork({ createLineParser }: Built): Work<readonly string[]> {
  const parser = createLineParser({ format: "auto", emit: () => {} });
  return lineWork((lines) => {
    for (const line of lines) parser.push(line, observedTime);
    parser.flush();
  });
}

export function storeWork(built: Built, dir: string): Work<ParsedLines> {
  const stores = built.openStores(dir);
  return {
    prepare: reader(built),
    run(lines) {
      stores.logWriter.append({ source, observedTime, lines, unparsable: [], mode: "new" });
    },
    close: stores.close,
  };
}
