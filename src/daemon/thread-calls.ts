/** Requests to a thread that answers each by its id. */
export interface ThreadCalls {
  /** Rejects when the thread says so, when it ends, or when it has not answered in time. */
  readonly call: (request: object, timeoutMs?: number) => Promise<unknown>;
  readonly settle: (
    id: number,
    outcome: { readonly value: unknown } | { readonly error: string | Error },
  ) => void;
  /** The thread is gone: nothing that waits will be answered. */
  readonly fail: (reason: string) => void;
  readonly waiting: () => number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

export function createThreadCalls(post: (message: { id: number; request: object }) => void): ThreadCalls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let gone: string | undefined;

  function take(id: number): Waiting | undefined {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one?.timer !== undefined) clearTimeout(one.timer);
    return one;
  }

  return {
    call(request, timeoutMs) {
      if (gone !== undefined) return Promise.reject(new Error(gone));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const timer =
          timeoutMs === undefined
            ? undefined
            : setTimeout(() => take(id)?.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        post({ id, request });
      });
    },
    settle(id, outcome) {
      const one = take(id);
      if ("error" in outcome)
        one?.reject(outcome.error instanceof Error ? outcome.error : new Error(outcome.error));
      else one?.resolve(outcome.value);
    },
    fail(reason) {
      gone = reason;
      for (const id of [...waiting.keys()]) take(id)?.reject(new Error(reason));
    },
    waiting: () => waiting.size,
  };
}
