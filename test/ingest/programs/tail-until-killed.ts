import { writeSync } from "node:fs";
import { startTail } from "../../../src/ingest/tail.ts";
import { openStores } from "../../../src/store/open-stores.ts";
import { lineWithoutTime } from "../../store/sample-entries.ts";

/** Tails a file into a store, and says how many lines were acknowledged. */
const [path = "", dataDir = ""] = process.argv.slice(2);
const { logWriter } = openStores(dataDir);
startTail({
  path,
  positions: logWriter.tailPositions(path),
  pollMs: 20,
  report: () => {},
  async deliver({ lines, position }) {
    const parsed = lines.map((raw) => lineWithoutTime(0, raw));
    logWriter.append({
      source: "app",
      observedTime: 0,
      lines: parsed,
      unparsable: [],
      mode: "new",
      tail: position,
    });
    writeSync(1, `${logWriter.maxSequence()}\n`);
  },
});
