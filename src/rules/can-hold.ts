import type { Checked } from "./checked-expression.ts";
import { MIRRORED } from "./compile-comparison.ts";
import { fieldsIn } from "./expression-fields.ts";
import {
  compared,
  complement,
  domainOf,
  intersection,
  isNothing,
  NO_VALUES,
  oneOf,
  PRESENT,
  type ValueSet,
  type Values,
} from "./value-set.ts";

/** Ways in which an expression can be true that are followed; beyond it nothing is claimed. */
export const maxWays = 256;

/** An expression, and whether it is asked to be true or not to be. */
export interface Asked {
  readonly checked: Checked;
  readonly holds: boolean;
}

export interface Verdict {
  /** False is certain; true only means that nothing was found to contradict it. */
  readonly possible: boolean;
  /** Where it is not possible: fields of which no value is all that is asked. */
  readonly contradicted: readonly string[];
}

/** One way in which everything asked can be true: what is left for each field that it names. */
type Way = ReadonlyMap<string, ValueSet>;

/**
 * Whether one entry can be all that is asked. `known`: what the fields can be at all. What cannot be followed, such
 * as arithmetic, attributes and patterns, is taken to be possible wherever what it reads is there.
 */
export function canHold(asked: readonly Asked[], known: (field: string) => ValueSet = domainOf): Verdict {
  const contradicted = new Set<string>();
  const meet = (a: Way, b: Way): Way | undefined => {
    const met = new Map(a);
    for (const [field, set] of b) {
      const left = intersection(met.get(field) ?? known(field), set);
      if (isNothing(left)) {
        contradicted.add(field);
        return undefined;
      }
      met.set(field, left);
    }
    return met;
  };
  const ways = allOf(
    asked.map(
      ({ checked, holds }) =>
        () =>
          waysOf(checked, holds, meet),
    ),
    meet,
  );
  return ways.length > 0
    ? { possible: true, contradicted: [] }
    : { possible: false, contradicted: [...contradicted] };
}

const ANY_WAY: Way = new Map();

type Meet = (a: Way, b: Way) => Way | undefined;

function waysOf(node: Checked, holds: boolean, meet: Meet): readonly Way[] {
  switch (node.op) {
    case "literal":
      return node.value === holds ? [ANY_WAY] : [];
    case "not":
      return waysOf(node.operand, !holds, meet);
    case "and":
    case "or": {
      const parts = node.operands.map((operand) => () => waysOf(operand, holds, meet));
      return (node.op === "and") === holds ? allOf(parts, meet) : anyOf(parts);
    }
    default: {
      const way = meet(ANY_WAY, askedOf(node, holds));
      return way === undefined ? [] : [way];
    }
  }
}

type Part = () => readonly Way[];

function allOf(parts: readonly Part[], meet: Meet): readonly Way[] {
  let ways: readonly Way[] = [ANY_WAY];
  for (const part of parts) {
    const more = part();
    // Leaving a part out only allows more.
    if (ways.length * more.length > maxWays) continue;
    ways = ways.flatMap((way) => more.flatMap((other) => meet(way, other) ?? []));
  }
  return ways;
}

function anyOf(parts: readonly Part[]): readonly Way[] {
  const ways = parts.flatMap((part) => part());
  return ways.length > maxWays ? [ANY_WAY] : ways;
}

/** What a single comparison asks of the fields that it reads. */
function askedOf(node: Checked, holds: boolean): Way {
  const plain = plainComparison(node);
  if (plain !== undefined) {
    const [field, values] = plain;
    const set = holds ? { absent: false, values } : { absent: true, values: complement(values) };
    return new Map([[field, set]]);
  }
  if (node.op === "present" && node.operand.op === "field" && !holds) {
    return new Map([[node.operand.name, { absent: true, values: NO_VALUES }]]);
  }
  if (!holds) return ANY_WAY;
  return new Map(fieldsReadBy(node).map((field) => [field, PRESENT]));
}

/** A field and the values of it for which the node is true, where it is as simple as that. */
function plainComparison(node: Checked): readonly [string, Values] | undefined {
  if (node.op === "field" && node.type === "boolean") return [node.name, oneOf([true])];
  if (node.op === "in_set" && node.left.op === "field") return [node.left.name, oneOf(node.values)];
  if (node.op !== "compare") return undefined;
  const { operator, left, right } = node;
  if (left.op === "field" && right.op === "literal") return [left.name, compared(operator, right.value)];
  if (left.op === "literal" && right.op === "field") {
    return [right.name, compared(MIRRORED[operator], left.value)];
  }
  return undefined;
}

/** Fields without which a node that cannot be followed is false. */
function fieldsReadBy(node: Checked): readonly string[] {
  // Which side of a choice is read depends on the entry; an empty list passes any test.
  if (node.op === "exists" || node.op === "all") return [...fieldsIn(node.list)];
  return hasChoice(node) ? [] : [...fieldsIn(node)];
}

function hasChoice(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return ("op" in node && node.op === "choose") || Object.values(node).some(hasChoice);
}
