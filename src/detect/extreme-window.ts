import type { NumberWindow, SavedNumbers } from "./number-ring.ts";

/**
 * The least or the greatest number in a sliding window, exact. Kept are only those that can still become it: one
 * that is followed by a number at least as extreme never will, so what is kept grows milder towards the newest.
 */
export function createExtremeWindow(which: "min" | "max", saved?: SavedNumbers): NumberWindow {
  const sign = which === "max" ? 1 : -1;
  let leaves: number[] = [...(saved?.leaves ?? [])];
  let values: number[] = [...(saved?.keys ?? [])];
  // What lies before it has left; it is cut off when that is half of the list.
  let head = 0;

  function add(leaveAt: number, value: number): void {
    while (values.length > head && ((values[values.length - 1] ?? 0) - value) * sign <= 0) {
      values.pop();
      leaves.pop();
    }
    values.push(value);
    leaves.push(leaveAt);
  }

  function cut(): void {
    if (head < 16 || head * 2 < values.length) return;
    leaves = leaves.slice(head);
    values = values.slice(head);
    head = 0;
  }

  return {
    add,
    addPart: add,
    leave(at) {
      while (head < values.length && (leaves[head] ?? 0) <= at) head++;
      cut();
    },
    value: () => values[head] ?? 0,
    save: () => ({
      leaves: Float64Array.from(leaves.slice(head)),
      keys: Float64Array.from(values.slice(head)),
      amounts: new Float64Array(0),
    }),
  };
}
