/** What must be woken when: a binary heap, earliest first. Entries are never removed, only outdated. */
export interface WakeList<T> {
  readonly push: (at: number, item: T) => void;
  readonly earliest: () => number;
  readonly pop: () => { readonly at: number; readonly item: T } | undefined;
}

export function createWakeList<T>(): WakeList<T> {
  const heap: { readonly at: number; readonly item: T }[] = [];

  function earlier(a: number, b: number): boolean {
    return (heap[a]?.at ?? Number.POSITIVE_INFINITY) < (heap[b]?.at ?? Number.POSITIVE_INFINITY);
  }

  function swap(a: number, b: number): void {
    const first = heap[a];
    const second = heap[b];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  }

  function sink(): void {
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const least = earlier(left + 1, left) ? left + 1 : left;
      if (!earlier(least, place)) return;
      swap(least, place);
      place = least;
    }
  }

  return {
    push(at, item) {
      let place = heap.push({ at, item }) - 1;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if (!earlier(place, parent)) return;
        swap(place, parent);
        place = parent;
      }
    },
    earliest: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first;
    },
  };
}
