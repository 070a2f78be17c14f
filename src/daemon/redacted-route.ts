import type { InhibitRule } from "../model/inhibit-rule.ts";
import type { Route } from "../model/route.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import { redactMatcher } from "../redact/redact-model.ts";

/** Alerts carry redacted labels, so a route that names a private module is compared by its redacted name. */
export function redactedRoute(route: Route, redact: RedactText): Route {
  return {
    ...route,
    matchers: route.matchers.map((matcher) => redactMatcher(matcher, redact)),
    routes: route.routes.map((child) => redactedRoute(child, redact)),
  };
}

export function redactedInhibitRule(rule: InhibitRule, redact: RedactText): InhibitRule {
  return {
    ...rule,
    sourceMatchers: rule.sourceMatchers.map((matcher) => redactMatcher(matcher, redact)),
    targetMatchers: rule.targetMatchers.map((matcher) => redactMatcher(matcher, redact)),
  };
}
