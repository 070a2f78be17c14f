import type { Config } from "../config/config.ts";
import { redactedState } from "../daemon/redacted-state.ts";
import { openStoresForReading, type ReadStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { recordRedactorOf } from "./configured-redactor.ts";

/** The data read-only, as it may be shown, beside a running daemon or without one; closed when `use` is done. */
export async function readingStores<T>(
  config: Config,
  use: (stores: ReadStores) => Promise<T> | T,
): Promise<T> {
  const { redactText } = recordRedactorOf(config);
  const stores = open(config.data);
  const state = redactedState(stores.state, redactText);
  try {
    return await use({ ...stores, state });
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
