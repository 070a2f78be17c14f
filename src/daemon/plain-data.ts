import type { BookSettings } from "../incidents/incident-book.ts";
import type { InhibitRule } from "../model/inhibit-rule.ts";
import { createMatcher, type Matcher } from "../model/matcher.ts";
import type { Route } from "../model/route.ts";
import type { Silence } from "../model/silence.ts";

/**
 * Matchers hold functions, which do not travel between threads: routes and silences cross as these, and each side
 * compiles its own.
 */
export type PlainMatcher = Omit<Matcher, "matches">;

interface PlainRoute extends Omit<Route, "matchers" | "routes"> {
  readonly matchers: readonly PlainMatcher[];
  readonly routes: readonly PlainRoute[];
}

export interface PlainSilence extends Omit<Silence, "matchers"> {
  readonly matchers: readonly PlainMatcher[];
}

interface PlainInhibitRule extends Omit<InhibitRule, "sourceMatchers" | "targetMatchers"> {
  readonly sourceMatchers: readonly PlainMatcher[];
  readonly targetMatchers: readonly PlainMatcher[];
}

/** How incidents are told, with the route and the rules of inhibition as plain data; no route: nobody is told. */
export interface PlainBook extends Omit<BookSettings, "route" | "inhibitRules"> {
  readonly route: PlainRoute | undefined;
  readonly inhibitRules: readonly PlainInhibitRule[];
}

export function plainRoute({ matchers, routes, ...rest }: Route): PlainRoute {
  return { ...rest, matchers: matchers.map(plainMatcher), routes: routes.map(plainRoute) };
}

function compiledRoute({ matchers, routes, ...rest }: PlainRoute): Route {
  return { ...rest, matchers: matchers.map(compiledMatcher), routes: routes.map(compiledRoute) };
}

export function plainSilence({ matchers, ...rest }: Silence): PlainSilence {
  return { ...rest, matchers: matchers.map(plainMatcher) };
}

export function compiledSilence({ matchers, ...rest }: PlainSilence): Silence {
  return { ...rest, matchers: matchers.map(compiledMatcher) };
}

export function plainInhibitRule(rule: InhibitRule): PlainInhibitRule {
  return {
    ...rule,
    sourceMatchers: rule.sourceMatchers.map(plainMatcher),
    targetMatchers: rule.targetMatchers.map(plainMatcher),
  };
}

function compiledInhibitRule(rule: PlainInhibitRule): InhibitRule {
  return {
    ...rule,
    sourceMatchers: rule.sourceMatchers.map(compiledMatcher),
    targetMatchers: rule.targetMatchers.map(compiledMatcher),
  };
}

export function compiledBook({ route, inhibitRules, ...rest }: PlainBook): BookSettings {
  return {
    ...rest,
    route: route === undefined ? undefined : compiledRoute(route),
    inhibitRules: inhibitRules.map(compiledInhibitRule),
  };
}

function plainMatcher({ name, operator, value }: Matcher): PlainMatcher {
  return { name, operator, value };
}

/** It was made from a compiled one, so it compiles. */
function compiledMatcher({ name, operator, value }: PlainMatcher): Matcher {
  const matcher = createMatcher(name, operator, value);
  if (matcher === undefined) throw new Error(`\`${name}${operator}${value}\` is no matcher`);
  return matcher;
}
