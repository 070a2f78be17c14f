/** What a start has to say of the log time up to which everything was judged before it; `last` is undefined in a fresh directory. */
export function startNotices(last: number | undefined, now: number, maxSkewMs: number): readonly string[] {
  const ahead = last === undefined ? 0 : last - now;
  if (last === undefined || ahead <= maxSkewMs) return [];
  return [
    `log time is already at ${new Date(last).toISOString()}, ahead of the clock: what is older will not be judged`,
  ];
}
