/** 12345 → 12,345; at most three decimals. */
export function groupThousands(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}
