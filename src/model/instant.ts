/** RFC 3339 UTC with milliseconds, the one way in which an instant is printed for machines. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}
