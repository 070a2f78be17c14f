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
  const stores = open(config.data);
  if (stores === undefined) {
    throw new CliError(
      `there is no data in ${config.data} yet`,
      exitCodes.problems,
      "`tocsin serve` or `tocsin ingest` makes it; --data names another directory",
    );
  }
  return using(stores, config, use);
}

/** The same, or undefined where there is no data yet. */
export async function readingStoresIfThere<T>(
  config: Config,
  use: (stores: ReadStores) => Promise<T> | T,
): Promise<T | undefined> {
  const stores = open(config.data);
  return stores === undefined ? undefined : using(stores, config, use);
}

async function using<T>(
  stores: ReadStores,
  config: Config,
  use: (stores: ReadStores) => Promise<T> | T,
): Promise<T> {
  const { redactText } = recordRedactorOf(config);
  try {
    return await use({ ...stores, state: redactedState(stores.state, redactText) });
  } finally {
    stores.close();
  }
}

/** Undefined where there is no data yet. */
function open(dataDir: string): ReadStores | undefined {
  try {
    return openStoresForReading(dataDir);
  } catch (error) {
    if (error instanceof Error && error.name === "DataMissing") return undefined;
    throw error;
  }
}
