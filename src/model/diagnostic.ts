/** An error is refused; a warning is questionable; a hint could be better. */
export type DiagnosticSeverity = "error" | "warning" | "hint";

/** A finding about a file that a person wrote: data first, its looks are the reporter's matter. */
export interface Diagnostic {
  /** Stable id, `area/name`, such as `rule/unknown-key`. Tests pin it; the message stays free to improve. */
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** End of the offending text on the same line, exclusive; at least column + 1. */
  readonly endColumn: number;
  /** The whole source line, so that a reporter can draw a caret without reading the file again. */
  readonly sourceLine: string;
  /** What is wrong, with the offending text in backticks. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
