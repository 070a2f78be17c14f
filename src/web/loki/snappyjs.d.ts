declare module "snappyjs" {
  /** Throws where the input is no snappy, or would be longer than `maxLength`. */
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
  export function compress(uncompressed: Buffer): Buffer;
}
