const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const SEPARATOR = 0xff;

const encoder = new TextEncoder();

/**
 * The fingerprint of a set of labels: FNV-1a over the sorted names and values, each followed by a byte 0xff, as 16
 * hex digits. Prometheus and Alertmanager compute it so (LabelSet.Fingerprint), hence theirs and ours are equal.
 */
export function labelFingerprint(labels: Readonly<Record<string, string>>): string {
  let hash = OFFSET;
  const add = (byte: number): void => {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  };
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const text of [name, value]) {
      encoder.encode(text).forEach(add);
      add(SEPARATOR);
    }
  }
  return hash.toString(16).padStart(16, "0");
}
