import fc from "fast-check";
import { createEntry, type Entry } from "../../src/model/entry.ts";

/**
 * A second reading of the language, as plain as can be, from its description in docs/rules.md. It shares no code
 * with the first: its own tree, its own printing, its own evaluation.
 */
type Plain = number | string | boolean | readonly unknown[] | object;
export type Outcome =
  | { readonly is: "absent" }
  | { readonly is: "failed" }
  | { readonly is: "value"; readonly value: Plain };
export interface Term {
  readonly text: string;
  readonly run: (entry: Entry, item: Outcome) => Outcome;
}

export const ABSENT: Outcome = { is: "absent" };
const FAILED: Outcome = { is: "failed" };
const value = (plain: Plain): Outcome => ({ is: "value", value: plain });
const FALSE = value(false);

function read(found: unknown): Outcome {
  return found === undefined || found === null ? ABSENT : value(found as Plain);
}

/** As a condition: absent is false, what is no truth value fails. */
export function truth(outcome: Outcome): Outcome {
  if (outcome.is === "absent") return FALSE;
  if (outcome.is === "value" && typeof outcome.value === "boolean") return outcome;
  return FAILED;
}

function compare(operator: string, a: Outcome, b: Outcome): Outcome {
  if (a.is === "failed" || b.is === "failed") return FAILED;
  if (a.is === "absent" || b.is === "absent") return FALSE;
  const [x, y] = [a.value, b.value];
  if (typeof x === "object" || typeof y === "object" || typeof x !== typeof y) return FAILED;
  if (operator === "==") return value(x === y);
  if (operator === "!=") return value(x !== y);
  if (typeof x !== "number" || typeof y !== "number") return FAILED;
  if (operator === "<") return value(x < y);
  if (operator === "<=") return value(x <= y);
  return operator === ">" ? value(x > y) : value(x >= y);
}

function calculate(operator: string, a: Outcome, b: Outcome): Outcome {
  for (const side of [a, b]) {
    if (side.is === "failed" || (side.is === "value" && typeof side.value !== "number")) return FAILED;
  }
  if (a.is !== "value" || b.is !== "value") return ABSENT;
  const [x, y] = [Number(a.value), Number(b.value)];
  const results: Readonly<Record<string, number>> = {
    "+": x + y,
    "-": x - y,
    "*": x * y,
    "/": x / y,
    "%": x % y,
  };
  const result = results[operator] ?? Number.NaN;
  return Number.isFinite(result) ? value(result) : FAILED;
}

function combine(deciding: boolean, outcomes: readonly Outcome[]): Outcome {
  const seen = outcomes.map(truth);
  if (seen.some((one) => one.is === "value" && one.value === deciding)) return value(deciding);
  return seen.some((one) => one.is === "failed") ? FAILED : value(!deciding);
}

export const terms = fc.letrec<{ num: Term; str: Term; cond: Term }>((tie) => {
  const field = (name: keyof Entry): Term => ({ text: name, run: (entry) => read(entry[name]) });
  const attribute = (name: string): Term => ({
    text: `attributes.${name}`,
    run: (entry) => read(entry.attributes?.[name]),
  });
  const literal = (plain: number | string): Term => ({
    text: JSON.stringify(plain),
    run: () => value(plain),
  });
  const numLeaf = fc.oneof(
    fc.constantFrom("status" as const, "duration_ms" as const, "attempt" as const).map(field),
    fc.constantFrom(0, 1, 2.5, 200, 502).map(literal),
    fc.constantFrom("x", "y").map(attribute),
    fc.constant<Term>({ text: "upstream_statuses[1]", run: (entry) => read(entry.upstream_statuses?.[1]) }),
  );
  const strLeaf = fc.oneof(
    fc.constantFrom("path" as const, "method" as const).map(field),
    fc.constantFrom("", "a", "A/b").map(literal),
    fc.constantFrom("x", "y").map(attribute),
  );
  const binary = (operators: readonly string[], side: fc.Arbitrary<Term>, run: typeof compare) =>
    fc.tuple(fc.constantFrom(...operators), side, side).map(
      ([operator, a, b]): Term => ({
        text: `(${a.text} ${operator} ${b.text})`,
        run: (entry, item) => run(operator, a.run(entry, item), b.run(entry, item)),
      }),
    );
  const choice = (side: fc.Arbitrary<Term>) =>
    fc.tuple(tie("cond"), side, side).map(
      ([test, a, b]): Term => ({
        text: `(${test.text} ? ${a.text} : ${b.text})`,
        run: (entry, item) => {
          const chosen = truth(test.run(entry, item));
          if (chosen.is !== "value") return FAILED;
          return chosen.value === true ? a.run(entry, item) : b.run(entry, item);
        },
      }),
    );
  const logic = fc.tuple(fc.boolean(), fc.array(tie("cond"), { minLength: 2, maxLength: 3 })).map(
    ([and, parts]): Term => ({
      text: `(${parts.map((part) => part.text).join(and ? " && " : " || ")})`,
      run: (entry, item) =>
        combine(
          !and,
          parts.map((part) => part.run(entry, item)),
        ),
    }),
  );
  const not = tie("cond").map(
    (inner): Term => ({
      text: `!${inner.text}`,
      run: (entry, item) => {
        const found = truth(inner.run(entry, item));
        return found.is === "value" ? value(found.value === false) : FAILED;
      },
    }),
  );
  const present = fc.constantFrom(field("status"), field("path"), field("flags"), attribute("x")).map(
    (term): Term => ({
      text: `present(${term.text})`,
      run: (entry, item) => value(term.run(entry, item).is !== "absent"),
    }),
  );
  const inSet = tie("num").map(
    (left): Term => ({
      text: `(${left.text} in [502, 0, 200.0])`,
      run: (entry, item) => {
        const found = left.run(entry, item);
        if (found.is !== "value") return found.is === "absent" ? FALSE : FAILED;
        return typeof found.value === "number" ? value([502, 0, 200].includes(found.value)) : FAILED;
      },
    }),
  );
  const functions: Readonly<Record<string, (a: string, b: string) => boolean>> = {
    startsWith: (a, b) => a.slice(0, b.length) === b,
    endsWith: (a, b) => b === "" || a.slice(-b.length) === b,
    contains: (a, b) => a.split(b).length > 1 || b === "",
  };
  const textual = fc.tuple(fc.constantFrom(...Object.keys(functions)), tie("str"), tie("str")).map(
    ([name, a, b]): Term => ({
      text: `${a.text}.${name}(${b.text})`,
      run: (entry, item) => {
        const sides = [a.run(entry, item), b.run(entry, item)];
        if (
          sides.some((one) => one.is === "failed" || (one.is === "value" && typeof one.value !== "string"))
        ) {
          return FAILED;
        }
        const [x, y] = sides;
        if (x?.is !== "value" || y?.is !== "value") return FALSE;
        return value(functions[name]?.(String(x.value), String(y.value)) === true);
      },
    }),
  );
  const quantified = fc.tuple(fc.boolean(), fc.constantFrom("==", ">="), fc.constantFrom(200, 502)).map(
    ([all, operator, against]): Term => ({
      text: `upstream_statuses.${all ? "all" : "exists"}(s, s ${operator} ${against} || attributes.x == s)`,
      run: (entry) => {
        if (entry.upstream_statuses === undefined) return FALSE;
        const x = read(entry.attributes?.["x"]);
        const found = entry.upstream_statuses.map((status) =>
          combine(true, [compare(operator, value(status), value(against)), compare("==", x, value(status))]),
        );
        return combine(!all, found);
      },
    }),
  );
  const size = tie("str").map(
    (inner): Term => ({
      text: `size(${inner.text})`,
      run: (entry, item) => {
        const found = inner.run(entry, item);
        if (found.is !== "value") return found;
        if (typeof found.value === "string") return value([...found.value].length);
        return Array.isArray(found.value) ? value(found.value.length) : FAILED;
      },
    }),
  );
  const minus = numLeaf.map(
    (inner): Term => ({
      text: `(-${inner.text})`,
      run: (entry, item) => calculate("-", value(0), inner.run(entry, item)),
    }),
  );
  const comparisons = ["==", "!=", "<", "<=", ">", ">="];
  return {
    num: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      numLeaf,
      binary(["+", "-", "*", "/", "%"], tie("num"), calculate),
      choice(tie("num")),
      size,
      minus,
    ),
    str: fc.oneof({ depthSize: "small", withCrossShrink: true }, strLeaf, choice(strLeaf)),
    cond: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.constantFrom("upstream_dead" as const, "probe" as const).map(field),
      binary(comparisons, tie("num"), compare),
      binary(["==", "!="], tie("str"), compare),
      logic,
      not,
      present,
      inSet,
      textual,
      quantified,
      choice(tie("cond")),
      fc.constant(attribute("y")),
    ),
  };
});

const json = fc.constantFrom(undefined, null, 0, 1, 502, "", "a", "A/b", true, false, [1], { z: 1 });

export const entries = fc
  .record({
    status: fc.constantFrom(undefined, 0, 200, 502),
    duration_ms: fc.constantFrom(undefined, 0, 1, 2.5),
    attempt: fc.constantFrom(undefined, 1, 502),
    path: fc.constantFrom(undefined, "", "a", "A/b"),
    method: fc.constantFrom(undefined, "a", "b"),
    probe: fc.constantFrom(undefined, true, false),
    upstream_dead: fc.constantFrom(undefined, true, false),
    upstream_statuses: fc.constantFrom(undefined, [], [200], [200, 502]),
    flags: fc.constantFrom(undefined, [], ["bom"]),
    attributes: fc.oneof(fc.constant(undefined), fc.record({ x: json, y: json })),
  })
  .map((fields): Entry => Object.assign(createEntry("x", 0), fields));
