/** What a command ends with. */
export const exitCodes = {
  fine: 0,
  /** It ran, and found problems. */
  problems: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** The data was written by a newer program. */
  dataNewer: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a code other than 0, without an error message. */
export type EndWith = (code: ExitCode) => void;

/** Ends the command: one sentence for the person, a hint where there is one, and the exit code. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, exitCode: ExitCode, hint?: string) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
