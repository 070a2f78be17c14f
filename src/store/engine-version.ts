import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Folders whose code decides what a saved rule means. */
const FOLDERS = ["alerts", "detect", "model", "rules"];

/**
 * A hash over the code that judges, as it lies beside this file. What one version saved, no other goes on from, even
 * where nobody has raised the program's number in between.
 */
export function engineVersion(): string {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const path = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
    const files = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort();
    for (const file of files) {
      hash.update(`${folder}/${relative(path, file)}\n`);
      hash.update(readFileSync(file));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
