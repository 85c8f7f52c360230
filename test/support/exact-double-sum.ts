const scaleBits = 1074;
const view = new DataView(new ArrayBuffer(8));

/** The double nearest to the exact sum of doubles, computed with integers of any length. */
export function exactDoubleSum(values: readonly number[]): number {
  if (values.some((value) => !Number.isFinite(value))) {
    return values.reduce((sum, value) => (Number.isFinite(value) ? sum : sum + value), 0);
  }
  return nearest(values.reduce((sum, value) => sum + unitsOf(value), 0n));
}

/** A finite double as a multiple of 2^−1074. */
function unitsOf(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const magnitude =
    exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(Math.max(exponent - 1, 0));
  return value < 0 ? -magnitude : magnitude;
}

/** units · 2^−1074, rounded once, ties to even. */
function nearest(units: bigint): number {
  const magnitude = units < 0n ? -units : units;
  const bits = magnitude.toString(2).length;
  const dropped = Math.max(0, bits - 53);
  const half = dropped === 0 ? 0n : 1n << BigInt(dropped - 1);
  let kept = magnitude >> BigInt(dropped);
  const rest = magnitude - (kept << BigInt(dropped));
  if (dropped > 0 && (rest > half || (rest === half && (kept & 1n) === 1n))) kept += 1n;
  const result = timesPowerOfTwo(Number(kept), dropped - scaleBits);
  return units < 0n ? -result : result;
}

function timesPowerOfTwo(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  while (left > 0) {
    const step = Math.min(left, 1000);
    result *= 2 ** step;
    left -= step;
  }
  while (left < 0) {
    const step = Math.min(-left, 1000);
    result /= 2 ** step;
    left += step;
  }
  return result;
}
