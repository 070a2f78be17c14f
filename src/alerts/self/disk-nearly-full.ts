import type { SelfFinding } from "./self-finding.ts";

export interface DiskSpace {
  readonly freeBytes: number;
  readonly bytes: number;
}

/** The disk that holds the data, while there is still space to write down that it fills. 0: nobody asks. */
export function diskNearlyFull(disk: DiskSpace, belowShare: number, now: number): readonly SelfFinding[] {
  if (disk.bytes <= 0 || disk.freeBytes / disk.bytes >= belowShare) return [];
  return [
    {
      rule: "tocsin-disk-nearly-full",
      group: {},
      since: now,
      value: disk.freeBytes / disk.bytes,
      title: `less than ${Math.round(belowShare * 1000) / 10} % of the disk that holds Tocsin's data is free: lower \`retention.max_size\`, or make space`,
    },
  ];
}
