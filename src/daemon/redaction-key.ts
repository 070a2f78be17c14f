import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The key by which redacted secrets of one data directory stay different from one another; 64 hex digits in
 * redaction.key, made by the first who writes there.
 */
export function redactionKey(dataDir: string): string {
  const known = readRedactionKey(dataDir);
  if (known !== undefined) return known;
  const key = randomBytes(32).toString("hex");
  writeFileSync(join(dataDir, "redaction.key"), `${key}\n`, { mode: 0o600, flag: "wx" });
  return key;
}

/** Undefined where nobody has written to the directory yet. */
export function readRedactionKey(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, "redaction.key"), "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A short name for the installation, by which its Message-IDs differ from another's; tells nothing of the key. */
export function installationId(key: string): string {
  return createHash("sha256").update(`installation ${key}`).digest("hex").slice(0, 8);
}
