/** Sizes as people write them: a number and a unit, of 1,024 each as in Prometheus. Always bytes inside. */

const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

const SIZE = /^(\d+(?:\.\d+)?)(B|KB|MB|GB|TB)$/;

/** Bytes, or undefined where the text is no size. A bare number has no unit and is refused. */
export function parseByteSize(text: string): number | undefined {
  const [, amount, unit] = SIZE.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const bytes = Math.round(Number(amount) * (UNIT_BYTES[unit] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** For people: 10737418240 → 10 GB, 1536 → 1.5 KB. */
export function formatByteSize(bytes: number): string {
  const unit = ["TB", "GB", "MB", "KB"].find((name) => bytes >= (UNIT_BYTES[name] ?? 1)) ?? "B";
  const amount = bytes / (UNIT_BYTES[unit] ?? 1);
  return `${Number(amount.toFixed(amount < 10 ? 1 : 0))} ${unit}`;
}
