import type { Setter } from "./reading.ts";

/** From a key's spelling to what it sets. */
export type KeyTable = ReadonlyMap<string, Setter>;

/** `request_id` is also request-id, requestId, RequestId, Request-Id, request.id and, as environments do, upper case. */
export function spellings(key: string): readonly string[] {
  const words = key.split("_");
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const [first = "", ...others] = words;
  return [
    key,
    words.join("-"),
    words.join("."),
    first + others.map(capital).join(""),
    words.map(capital).join(""),
    words.map(capital).join("-"),
    key.toUpperCase(),
    // OpenTelemetry joins words by _ inside a name and names by dots: http.response.status_code.
    words.length > 2 ? `${words.slice(0, -2).join(".")}.${words.slice(-2).join("_")}` : key,
  ];
}

/** Earlier rows win where two spell a key alike. */
export function keyTable(rows: readonly (readonly [string, Setter])[]): KeyTable {
  const table = new Map<string, Setter>();
  for (const [keys, setter] of rows) {
    for (const key of keys.split(" ").flatMap(spellings)) {
      if (!table.has(key)) table.set(key, setter);
    }
  }
  return table;
}
