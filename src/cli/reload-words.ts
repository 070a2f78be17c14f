import type { Diagnostic } from "../model/diagnostic.ts";

/** What the daemon says of a reload, in words. Its answer is JSON of our own making, but maybe of another version. */

type Answer = Readonly<Record<string, unknown>>;

export function reloadWords(answer: Answer): string {
  const rules = Number(answer["rules"] ?? 0);
  const lines = [
    `${answer["ok"] === true ? "everything loads" : "some of it does not load"}; judging by ${rules} ${rules === 1 ? "rule" : "rules"}`,
  ];
  if (answer["config_taken"] === false) lines.push("the configuration before stays in force, whole");
  lines.push(...warmingWords(answer["warming"]), ...restartWords(answer));
  return `${lines.join("\n")}\n`;
}

/** Rules that are not judged by their whole past yet. */
export function warmingWords(warming: unknown): readonly string[] {
  return listOf(warming).map(({ rule, until, read_percent }) =>
    until === undefined
      ? `  ${rule}: warming up, ${read_percent} % of its past is read`
      : `  ${rule}: warming up until ${until}, since older entries were deleted`,
  );
}

/** What a person should look at after the last reload. */
export function reloadTroubles(answer: unknown): readonly string[] {
  if (!isAnswer(answer)) return [];
  const errors = diagnosticsIn(answer).filter((one) => one.severity === "error");
  const problems = errors.map(
    ({ code, file, line, column, message, hint }) =>
      `${file}:${line}:${column}${code === "retention/too-short" ? "" : " does not load"}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
  const before = answer["config_taken"] === false ? ["the configuration before stays in force, whole"] : [];
  return [...problems, ...before, ...restartWords(answer)];
}

export function diagnosticsIn(answer: Answer): readonly Diagnostic[] {
  return listOf(answer["diagnostics"]).map((one) => ({
    code: String(one["code"]),
    severity: one["severity"] === "warning" ? "warning" : "error",
    file: String(one["file"]),
    line: Number(one["line"]),
    column: Number(one["column"]),
    endColumn: Number(one["endColumn"]),
    sourceLine: String(one["sourceLine"]),
    message: String(one["message"]),
    ...(one["hint"] === undefined ? {} : { hint: String(one["hint"]) }),
  }));
}

function restartWords(answer: Answer): readonly string[] {
  const { needs_restart: keys } = answer;
  if (!Array.isArray(keys) || keys.length === 0) return [];
  return [`needs a restart: ${keys.map((key) => `\`${key}\``).join(", ")} changed`];
}

function listOf(value: unknown): readonly Answer[] {
  return Array.isArray(value) ? value.filter(isAnswer) : [];
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null;
}
