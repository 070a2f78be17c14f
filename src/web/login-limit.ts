/** Wrong tokens from one address within the window, after which none is looked at until it is over. */
export const maxLoginFailures = 10;
export const loginWindowMs = 60_000;
/** Beyond it the oldest is forgotten. */
export const maxLoginAddresses = 10_000;

export interface LoginLimit {
  /** Seconds until a token from this address is looked at again; 0: now. */
  readonly waitSeconds: (address: string) => number;
  readonly failed: (address: string) => void;
}

export function createLoginLimit(now: () => number): LoginLimit {
  const failures = new Map<string, { readonly since: number; readonly count: number }>();
  function current(address: string): { readonly since: number; readonly count: number } | undefined {
    const found = failures.get(address);
    return found !== undefined && now() - found.since < loginWindowMs ? found : undefined;
  }
  return {
    waitSeconds(address) {
      const found = current(address);
      if (found === undefined || found.count < maxLoginFailures) return 0;
      return Math.max(1, Math.ceil((found.since + loginWindowMs - now()) / 1000));
    },
    failed(address) {
      const found = current(address);
      failures.delete(address);
      const [oldest] = failures.keys();
      if (failures.size >= maxLoginAddresses && oldest !== undefined) failures.delete(oldest);
      failures.set(address, { since: found?.since ?? now(), count: (found?.count ?? 0) + 1 });
    },
  };
}
