const cell = new Float64Array(1);
const words = new Int32Array(cell.buffer);
/** Of the 20 bits of the mantissa in the high word, those that a bucket does not look at. */
const droppedBits = 9;
/** More digits than any bucket needs to hold a number of so many. */
const digitsMax = 8;

/**
 * The bucket of a double: its sign, exponent and the first 11 bits of its mantissa as one whole
 * number, so that the values of a bucket differ by less than 0.05 %. Buckets are ordered as their
 * values are, NaN last.
 */
export function bucketOf(value: number): number {
  cell[0] = Number.isNaN(value) ? Number.NaN : value;
  const high = (words[1] as number) & 0x7fffffff;
  const bucket = high >> droppedBits;
  return value < 0 ? -bucket - 1 : bucket;
}

/** The roundest number of a bucket: the one with the fewest decimal digits, of several the least in size. */
export function bucketValue(bucket: number): number {
  if (bucket < 0) return 0 - bucketValue(-bucket - 1);
  const low = lowEnd(bucket);
  if (low === 0 || !Number.isFinite(low)) return low;
  const high = lowEnd(bucket + 1);
  for (let digits = 1; digits <= digitsMax; digits += 1) {
    const [mantissa, exponent] = low.toExponential(digits - 1).split('e') as [string, string];
    const whole = Number(mantissa.replace('.', ''));
    const power = Number(exponent) - digits + 1;
    for (const candidate of [Number(`${whole}e${power}`), Number(`${whole + 1}e${power}`)]) {
      if (candidate >= low && candidate < high) return candidate;
    }
  }
  return low;
}

function lowEnd(bucket: number): number {
  words[0] = 0;
  words[1] = bucket << droppedBits;
  return cell[0] as number;
}
