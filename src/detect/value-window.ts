import type { FieldValue } from "./field-value.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * Different values, each until the instant at which its newest entry leaves. How often a value came does not matter,
 * so memory is one node for each value, however many entries there are.
 */
export interface ValueWindow {
  /** Whether the value is there; what is due must have left. */
  readonly has: (value: FieldValue) => boolean;
  /** The value came, and leaves at `leaveAt`, which is never before what others were given. */
  readonly add: (value: FieldValue, leaveAt: number) => void;
  /** Removes everything that has left at `at`. */
  readonly leave: (at: number) => void;
  /** When the oldest leaves; Infinity when empty. */
  readonly nextLeave: () => number;
  /** When the newest leaves, so that nothing is left; -Infinity when empty. */
  readonly lastLeave: () => number;
  readonly size: () => number;
  readonly save: () => SavedValues;
}

/** Oldest first: the value, and when it leaves. */
export type SavedValues = { readonly values: readonly FieldValue[]; readonly leaves: Float64Array };

interface Node {
  readonly value: FieldValue;
  leaveAt: number;
  older: Node | undefined;
  newer: Node | undefined;
}

/** A list in order of leaving, with a map to its nodes: everything takes the same time, however many values. */
export function createValueWindow(saved?: SavedValues): ValueWindow {
  const nodes = new Map<FieldValue, Node>();
  let oldest: Node | undefined;
  let newest: Node | undefined;

  function unlink(node: Node): void {
    if (node.older === undefined) oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === undefined) newest = node.older;
    else node.newer.older = node.older;
  }

  function append(node: Node): void {
    node.older = newest;
    node.newer = undefined;
    if (newest === undefined) oldest = node;
    else newest.newer = node;
    newest = node;
  }

  function add(value: FieldValue, leaveAt: number): void {
    const known = nodes.get(value);
    if (known === undefined) {
      const node: Node = { value, leaveAt, older: undefined, newer: undefined };
      nodes.set(value, node);
      append(node);
      return;
    }
    known.leaveAt = leaveAt;
    if (known === newest) return;
    unlink(known);
    append(known);
  }

  saved?.values.forEach((value, place) => {
    add(value, saved.leaves[place] ?? never);
  });

  return {
    has: (value) => nodes.has(value),
    add,
    leave(at) {
      while (oldest !== undefined && oldest.leaveAt <= at) {
        nodes.delete(oldest.value);
        unlink(oldest);
      }
    },
    nextLeave: () => oldest?.leaveAt ?? never,
    lastLeave: () => newest?.leaveAt ?? Number.NEGATIVE_INFINITY,
    size: () => nodes.size,
    save() {
      const values: FieldValue[] = [];
      const leaves = new Float64Array(nodes.size);
      for (let node = oldest; node !== undefined; node = node.newer) {
        leaves[values.length] = node.leaveAt;
        values.push(node.value);
      }
      return { values, leaves };
    },
  };
}
