import { writeSync } from "node:fs";
import { openStores } from "../../../src/store/open-stores.ts";
import { batch, lineAt } from "../sample-entries.ts";

/** Appends batches of three lines for ever, and says how many lines were acknowledged. */
const stores = openStores(process.argv[2] ?? "");
let n = stores.logWriter.maxSequence();
for (;;) {
  const lines = [n + 1, n + 2, n + 3].map((i) => lineAt(i, {}, `line ${i}`));
  const tail = { path: "p", fingerprint: "f", fingerprintBytes: 1, offset: n + 3 };
  stores.logWriter.append(batch(lines, { tail }));
  n += 3;
  writeSync(1, `${n}\n`);
}
