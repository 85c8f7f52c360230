import { decimalOfDouble, rescale } from '../data/decimal.ts';

/**
 * A finite double as an integer of `scale` decimal places, as PostgreSQL casts it: to 15
 * significant digits first, then to the scale, half away from zero.
 */
export function unitsOfDouble(value: number, scale: number): bigint {
  return rescale(decimalOfDouble(value, 15), scale).units;
}

/**
 * The same as a double, for results within ±2^53; beyond, some number beyond. Where neither
 * rounding can tip the result over, one multiplication answers.
 */
export function smallUnitsOfDouble(value: number, scale: number): number {
  const product = Math.abs(value) * 10 ** scale;
  if (product < 1e9) {
    const whole = Math.floor(product);
    const fraction = product - whole;
    if (Math.abs(fraction - 0.5) > 1e-5) {
      const rounded = fraction < 0.5 ? whole : whole + 1;
      return value < 0 ? 0 - rounded : rounded;
    }
  }
  return Number(unitsOfDouble(value, scale));
}
