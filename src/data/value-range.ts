import type { Nulls } from './vector.ts';

/** The least and the greatest number that is not NULL; null when there is none, or NaN among them. */
export function numberRange(
  values: Uint8Array | Int32Array | Float64Array,
  nulls: Nulls,
): { readonly min: number; readonly max: number } | null {
  if (nulls !== null) return numberRangeOfSome(values, nulls);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nan = false;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) nan = true;
  }
  return nan || min > max ? null : { min, max };
}

function numberRangeOfSome(
  values: Uint8Array | Int32Array | Float64Array,
  nulls: Uint8Array,
): { readonly min: number; readonly max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    if (nulls[i] === 1) continue;
    const value = values[i] as number;
    if (Number.isNaN(value)) return null;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}

/** The least and the greatest integer that is not NULL; null when there is none. */
export function integerRange(
  values: BigInt64Array,
  nulls: Nulls,
): { readonly min: bigint; readonly max: bigint } | null {
  let min = 2n ** 63n;
  let max = -(2n ** 63n);
  for (let i = 0; i < values.length; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const value = values[i] as bigint;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}
