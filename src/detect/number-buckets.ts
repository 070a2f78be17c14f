/**
 * The fixed bucket table of percentiles: a number is known by its sign and its first nine significant binary
 * digits. 256 buckets between two powers of two, each as wide as 1/256 of the lower one, each told by its end nearer
 * to 0. So the number told is never larger in size than the true one and at most 0.4 % smaller; whole numbers up
 * to 512, and all others of at most nine binary digits (1000, 1500, 2000), are told as they are. It depends on the
 * number alone, not on what else is there.
 */

/** Binary digits behind the first. */
const digitsKept = 8;
const dropped = 20 - digitsKept;

const bits = new DataView(new ArrayBuffer(8));

/** The bucket of a finite number; in the order of the numbers, 0 for 0. */
export function bucketOf(value: number): number {
  bits.setFloat64(0, Math.abs(value));
  // The upper half of a double is its exponent and the first 20 digits, and grows with its size.
  const bucket = bits.getUint32(0) >>> dropped;
  return value < 0 && bucket > 0 ? -bucket : bucket;
}

/** The number that a bucket is told by. */
export function bucketNumber(bucket: number): number {
  bits.setUint32(0, Math.abs(bucket) << dropped);
  bits.setUint32(4, 0);
  const size = bits.getFloat64(0);
  return bucket < 0 ? -size : size;
}
