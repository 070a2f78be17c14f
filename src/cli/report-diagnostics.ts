import { createColors } from "picocolors";
import type { Diagnostic, DiagnosticSeverity } from "../model/diagnostic.ts";

/** Columns of a source line that are shown; a longer one is cut around the offending text. */
export const maxShownColumns = 110;

export interface ReportOptions {
  readonly colour: boolean;
}

/** Worst first. */
const SEVERITIES: readonly DiagnosticSeverity[] = ["error", "warning", "hint"];

/**
 * Diagnostics as a person reads them in a terminal: errors first, each with its source line and a caret under
 * the offending text, and a closing count. Empty where there is nothing to say.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: ReportOptions): string {
  if (diagnostics.length === 0) return "";
  const bySeverity = SEVERITIES.map((severity) => diagnostics.filter((one) => one.severity === severity));
  const blocks = bySeverity.flat().map((diagnostic) => formatDiagnostic(diagnostic, options));
  const counts = bySeverity
    .map((found, at) => count(found.length, SEVERITIES[at] ?? ""))
    .filter((part) => part !== "");
  return `${blocks.join("\n\n")}\n\n${counts.join(", ")}\n`;
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

function formatDiagnostic(diagnostic: Diagnostic, { colour }: ReportOptions): string {
  const paint = createColors(colour);
  const paints = { error: paint.red, warning: paint.yellow, hint: paint.cyan };
  const word = paints[diagnostic.severity](diagnostic.severity);
  const place = `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`;
  const lines = [
    `${paint.bold(printable(place))} ${word} ${paint.dim(diagnostic.code)}`,
    `  ${printable(diagnostic.message)}`,
  ];
  if (diagnostic.sourceLine.trim() !== "") {
    const number = String(diagnostic.line);
    const { text, pad, carets } = excerpt(diagnostic);
    lines.push(paint.dim(`  ${number} | `) + text);
    lines.push(`${paint.dim(`  ${" ".repeat(number.length)} | `)}${pad}${paint.red(carets)}`);
  }
  if (diagnostic.hint !== undefined) lines.push(`  hint: ${printable(diagnostic.hint)}`);
  return lines.join("\n");
}

function excerpt(diagnostic: Diagnostic): {
  readonly text: string;
  readonly pad: string;
  readonly carets: string;
} {
  const { sourceLine, column, endColumn } = diagnostic;
  const cut = sourceLine.length > maxShownColumns ? Math.max(0, column - 1 - maxShownColumns / 2) : 0;
  const from = Math.min(cut, Math.max(0, sourceLine.length - maxShownColumns));
  const shown = printable(sourceLine.slice(from, from + maxShownColumns));
  const before = from > 0 ? "…" : "";
  const after = from + maxShownColumns < sourceLine.length ? "…" : "";
  // A tab stays a tab in the pad, so that the caret stands where the terminal puts the text.
  const pad = shown.slice(0, column - 1 - from).replace(/[^\t]/g, " ");
  const width = Math.min(endColumn, from + maxShownColumns + 1) - column;
  return {
    text: `${before}${shown}${after}`,
    pad: `${before === "" ? "" : " "}${pad}`,
    carets: "^".repeat(Math.max(1, width)),
  };
}

/** A rule file may come from a pull request: what it says must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]|[\u202A-\u202E\u2066-\u2069]/gu, "\u00B7");
}
