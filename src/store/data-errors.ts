/** Why a data directory cannot be opened by this program. */

/** A newer program has migrated the file; opening it could damage what that program relies on. */
export class DataNewerThanProgram extends Error {
  readonly file: string;
  /** Number of the file's last migration. */
  readonly found: number;
  /** Number of the last migration that this program knows. */
  readonly known: number;

  constructor(file: string, found: number, known: number) {
    super(
      `${file} was written by a newer Tocsin: it has migration ${found}, this program knows ${known}. ` +
        "Use that version, or restore a copy from before the upgrade.",
    );
    this.name = "DataNewerThanProgram";
    this.file = file;
    this.found = found;
    this.known = known;
  }
}

/** Reading never migrates, so an older file must first be opened by a program that writes. */
export class DataOlderThanProgram extends Error {
  readonly file: string;

  constructor(file: string, found: number, known: number) {
    super(
      `${file} is from an older Tocsin: it has migration ${found} of ${known}. ` +
        "Start this version of `tocsin serve` on it once, which brings it up to date.",
    );
    this.name = "DataOlderThanProgram";
    this.file = file;
  }
}

/** There is nothing to read yet. */
export class DataMissing extends Error {
  readonly file: string;

  constructor(file: string) {
    super(`${file} does not exist: nothing was stored there yet. Is the data directory right (--data)?`);
    this.name = "DataMissing";
    this.file = file;
  }
}
