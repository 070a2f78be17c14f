import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { tokenThatMay } from "../config/read-http.ts";
import { openDirectDesk } from "../daemon/direct-desk.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import { lockDataDirectory } from "../store/data-directory.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { daemonDesk } from "./daemon-desk.ts";

/** Does something through the daemon of the data directory, or where none runs, by taking the directory's lock. */
export async function withDesk<T>(config: Config, use: (desk: OperatorDesk) => Promise<T>): Promise<T> {
  const lock = lockDataDirectory(config.data);
  if ("heldBy" in lock) {
    if (lock.heldBy === undefined) {
      const hint = "try again when it is done";
      throw new CliError(`another command is writing to ${config.data}`, exitCodes.problems, hint);
    }
    return use(daemonDesk({ address: lock.heldBy.address, token: tokenThatMay(config.http, "respond") }));
  }
  try {
    const desk = openDirectDesk(config);
    try {
      return await use(desk);
    } finally {
      desk.close();
    }
  } finally {
    lock.release();
  }
}

/** For what only makes sense where something is on record: a wrong --data makes no new directory. */
export function requireData(config: Config): void {
  if (existsSync(join(config.data, "state.db"))) return;
  throw new CliError(
    `there is no data in ${config.data} yet`,
    exitCodes.problems,
    "`tocsin serve` or `tocsin ingest` makes it; --data names another directory",
  );
}

/** Who does it, where --by does not say: the user of the system. */
export function whoami(by: string | undefined): string {
  if (by !== undefined && by.trim() !== "") return by.trim();
  try {
    return userInfo().username;
  } catch {
    return "somebody on the command line";
  }
}
