import type { Config } from "../config/config.ts";
import { openStoresForReading, type ReadStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** The data read-only, beside a running daemon or without one; closed when `use` is done. */
export async function readingStores<T>(
  config: Config,
  use: (stores: ReadStores) => Promise<T> | T,
): Promise<T> {
  const stores = open(config.data);
  try {
    return await use(stores);
  } finally {
    stores.close();
  }
}

function open(dataDir: string): ReadStores {
  try {
    return openStoresForReading(dataDir);
  } catch (error) {
    if (error instanceof Error && error.name === "DataMissing") {
      throw new CliError(
        `there is no data in ${dataDir} yet`,
        exitCodes.problems,
        "`tocsin serve` or `tocsin ingest` makes it; --data names another directory",
      );
    }
    throw error;
  }
}
