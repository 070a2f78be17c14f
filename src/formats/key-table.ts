import type { Setter } from "./reading.ts";

/** From a key's spelling to what it sets. */
export type KeyTable = ReadonlyMap<string, Setter>;

/** Keys of one record whose setters are remembered. */
const maxPlaces = 128;

/**
 * Looks keys up by their place in the record first: lines of one source have the same keys in the same order, and
 * comparing a key with the one that stood there before is a tenth of a look-up.
 */
export function lookUpInOrder(table: KeyTable): (key: string, place: number) => Setter | undefined {
  const keys: string[] = [];
  const setters: (Setter | undefined)[] = [];
  return (key, place) => {
    if (place < keys.length && keys[place] === key) return setters[place];
    const setter = table.get(key);
    // Places come one after the other, so that the lists have no holes.
    if (place <= keys.length && place < maxPlaces) {
      keys[place] = key;
      setters[place] = setter;
    }
    return setter;
  };
}

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
