import { Presets, SingleBar } from "cli-progress";

/** A bar on standard error while a person watches; nothing in a pipe or a log. */
export interface Progress {
  readonly advance: (by: number) => void;
  readonly stop: () => void;
}

/** `total` undefined: the amount is not known, so there is no bar. */
export function startProgress(total: number | undefined, unit: string): Progress {
  if (process.stderr.isTTY !== true || total === undefined || total === 0) {
    return { advance() {}, stop() {} };
  }
  const bar = new SingleBar(
    {
      format: `{bar} {percentage} % of {total} ${unit}, {eta_formatted} to go`,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { advance: (by) => bar.increment(by), stop: () => bar.stop() };
}

/** Bytes of all inputs together, undefined where one of them is a stream. */
export function totalBytes(inputs: readonly { readonly bytes: number | undefined }[]): number | undefined {
  let total = 0;
  for (const { bytes } of inputs) {
    if (bytes === undefined) return undefined;
    total += bytes;
  }
  return total;
}
