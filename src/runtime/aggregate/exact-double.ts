/** A double as mantissa · 2^exponent, exactly. */
export type ExactDouble = { readonly mantissa: bigint; readonly exponent: number };

const view = new DataView(new ArrayBuffer(8));
const fractionBits = 52;

/** The parts of a finite double. */
export function exactDouble(value: number): ExactDouble {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 53) {
    return { mantissa: BigInt(value), exponent: 0 };
  }
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const whole = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const mantissa = value < 0 ? -whole : whole;
  return { mantissa, exponent: Math.max(biased, 1) - 1023 - fractionBits };
}

/** numerator ÷ denominator · 2^exponent as a double, rounded once. */
export function exactRatio(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0;
  const isNegative = numerator < 0n !== denominator < 0n;
  const [n, d] = [absolute(numerator), absolute(denominator)];
  // So many bits that what is cut off can only decide a tie, which the last bit tells.
  const shift = 66 + bitLength(d) - bitLength(n);
  const [wide, by] = shift >= 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)];
  const quotient = wide / by;
  const sticky = quotient * by === wide ? 0n : 1n;
  const magnitude = scaled(Number(quotient | sticky), exponent - shift);
  return isNegative ? -magnitude : magnitude;
}

/** value · 2^exponent, in two steps where the power alone has no double. */
function scaled(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return hex.length * 4;
}
