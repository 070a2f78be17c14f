import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folders whose code decides what a saved rule means. */
const FOLDERS = ["alerts", "detect", "model"];

/**
 * A hash over the code that judges, as it lies beside this file. What one version saved, no other goes on from, even
 * where nobody has raised the program's number in between.
 */
export function engineVersion(): string {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const path = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
    for (const name of readdirSync(path).sort()) {
      hash.update(`${folder}/${name}\n`);
      hash.update(readFileSync(`${path}${name}`));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
