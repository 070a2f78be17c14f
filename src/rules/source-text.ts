import type { Diagnostic, DiagnosticSeverity } from "../model/diagnostic.ts";

/** Offsets in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a file where a line says what was found. */
export interface Finding {
  readonly code: string;
  readonly severity?: DiagnosticSeverity;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A file's text, and where in it an offset stands. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** From 1. */
  readonly lineAt: (offset: number) => number;
  /** A span over several lines is cut at the end of its first. */
  readonly diagnostic: (span: Span, finding: Finding) => Diagnostic;
}

export function sourceText(file: string, text: string): SourceText {
  const starts = lineStarts(text);
  function lineAt(offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
  function diagnostic(span: Span, finding: Finding): Diagnostic {
    const line = lineAt(span.start);
    const lineStart = starts[line - 1] ?? 0;
    const sourceLine = text.slice(lineStart, starts[line] ?? text.length).replace(/\r?\n$/, "");
    const column = Math.min(span.start - lineStart, sourceLine.length) + 1;
    const end = Math.min(span.end - lineStart, sourceLine.length) + 1;
    const { code, severity = "error", message, hint } = finding;
    return {
      code,
      severity,
      file,
      line,
      column,
      endColumn: Math.max(column + 1, end),
      sourceLine,
      message,
      ...(hint === undefined ? {} : { hint }),
    };
  }
  return { file, text, lineAt, diagnostic };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
