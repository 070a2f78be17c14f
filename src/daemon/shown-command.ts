import { resolve } from "node:path";

/** Where the data lies unless somebody says otherwise; a command that is run there needs no --data. */
const DEFAULT_DATA = "data";

/**
 * What a command that a message shows needs to find this data directory: undefined where it is the default one,
 * else `--data '/var/lib/tocsin'`, quoted for a shell where that is needed.
 */
export function dataArgument(dataDir: string): string | undefined {
  const place = resolve(dataDir);
  if (place === resolve(DEFAULT_DATA)) return undefined;
  return `--data ${/^[\w@%+=:,./-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`}`;
}
