import type { SelfFact } from "../alerts/self-alerts.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { SelfRuleId } from "../model/self-rule.ts";
import type { LoadedFiles } from "./load-files.ts";

/** Reports what holds of one rule about Tocsin itself. */
export type ReportSelf = (rule: SelfRuleId, facts: readonly SelfFact[]) => void;

/** Characters of a title: it is the headline of a message. */
const maxTitle = 300;

/** Rule files and templates that do not load. */
export function reportFiles({ rules, templates }: LoadedFiles, report: ReportSelf): void {
  report(
    "tocsin-rule-file",
    rules.broken.map(({ file, errors, kept }) => ({
      group: { file },
      title: brokenTitle(
        "rule file",
        errors,
        kept ? "its last good version is in force" : "it is not judged by",
      ),
    })),
  );
  const errors = templates.diagnostics.filter((one) => one.severity === "error");
  const files = [...new Set(errors.map((one) => one.file))];
  report(
    "tocsin-template",
    files.map((file) => ({
      group: { file },
      title: brokenTitle(
        "template",
        errors.filter((one) => one.file === file),
        "the shipped one is used",
      ),
    })),
  );
}

/** `errors`: empty where the configuration loads. */
export function reportConfig(errors: readonly Diagnostic[], report: ReportSelf): void {
  const [first] = errors;
  const facts =
    first === undefined
      ? []
      : [
          {
            group: { file: first.file },
            title: brokenTitle("configuration", errors, "the one before is in force"),
          },
        ];
  report("tocsin-config", facts);
}

/** What, where, what to do, and what is used meanwhile. Backticks would be markup in some of the messages. */
function brokenTitle(what: string, errors: readonly Diagnostic[], meanwhile: string): string {
  const [first] = errors;
  if (first === undefined) return what;
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const hint = first.hint === undefined ? "" : ` (${first.hint})`;
  const problem = `${first.message}${hint}`.replaceAll("`", "'");
  const end = `${more}; ${meanwhile}`;
  const title = `${what} ${first.file}:${first.line} does not load: ${problem}`;
  const room = maxTitle - end.length;
  return `${title.length > room ? `${title.slice(0, room - 1)}…` : title}${end}`;
}
