import type { Diagnostic, DiagnosticSeverity } from "../model/diagnostic.ts";

const COMMANDS: Readonly<Record<DiagnosticSeverity, string>> = {
  error: "error",
  warning: "warning",
  hint: "notice",
};

/** Workflow commands, by which GitHub shows diagnostics beside the lines of a pull request. */
export function githubAnnotations(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => `${annotation(one)}\n`).join("");
}

function annotation({ code, severity, file, line, column, endColumn, message, hint }: Diagnostic): string {
  // GitHub's columns are inclusive at their end.
  const place = { file, line, endLine: line, col: column, endColumn: endColumn - 1, title: code };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return `::${COMMANDS[severity]} ${properties.join(",")}::${escapeData(text)}`;
}

/** A command ends with its line, so that no text of a rule can begin another. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
