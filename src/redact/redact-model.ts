import type { DeliveryResult } from "../model/delivery.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { IncidentAction } from "../model/incident-action.ts";
import { createMatcher, type Matcher } from "../model/matcher.ts";
import type { Rule } from "../model/rule.ts";
import type { Silence } from "../model/silence.ts";
import { type RedactText, redactLeaves } from "./redact-leaves.ts";

/** What a rule says to people; what it asks of entries stays. */
export function redactRule(rule: Rule, redact: RedactText): Rule {
  const { title, owner, why, labels, links } = rule;
  const words = redactLeaves({ title, labels, links }, redact);
  return {
    ...rule,
    ...words,
    ...(owner === undefined ? {} : { owner: redact(owner) }),
    ...(why === undefined ? {} : { why: redact(why) }),
  };
}

/** What a person typed. */
export function redactAction(action: IncidentAction, redact: RedactText): IncidentAction {
  return redactLeaves(action, (text) => (text === action.type ? text : redact(text)));
}

export function redactSilence(silence: Silence, redact: RedactText): Silence {
  const { createdBy, comment, endedBy } = silence;
  return {
    ...silence,
    matchers: silence.matchers.map((matcher) => redactMatcher(matcher, redact)),
    createdBy: redact(createdBy),
    comment: redact(comment),
    ...(endedBy === undefined ? {} : { endedBy: redact(endedBy) }),
  };
}

/**
 * Labels are redacted, so what is compared with them is as well: a private module is matched by its own name. A
 * regular expression is redacted only where it stays one.
 */
export function redactMatcher(matcher: Matcher, redact: RedactText): Matcher {
  const { name, operator, value } = matcher;
  const redacted = redact(value);
  if (redacted === value) return matcher;
  const isPattern = operator === "=~" || operator === "!~";
  const text = isPattern
    ? redacted.replace(/\[redacted:(\w+:[0-9a-f]{4})\]/g, "\\[redacted:$1\\]")
    : redacted;
  return createMatcher(name, operator, text) ?? matcher;
}

/** What a peer said. */
export function redactResult(result: DeliveryResult, redact: RedactText): DeliveryResult {
  if (result.state === "failed") return { ...result, detail: redact(result.detail) };
  return result.note === undefined ? result : { ...result, note: redact(result.note) };
}

/** A finding shows its line; where that holds a secret, the finding points to the whole line. */
export function redactDiagnostic(diagnostic: Diagnostic, redact: RedactText): Diagnostic {
  const sourceLine = redact(diagnostic.sourceLine);
  const message = redact(diagnostic.message);
  if (sourceLine === diagnostic.sourceLine) return { ...diagnostic, message };
  return { ...diagnostic, message, sourceLine, column: 1, endColumn: sourceLine.length + 1 };
}
