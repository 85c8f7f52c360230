import { compareDatums } from '../../data/compare-datums.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';

/** The order of two elements of a type, NULL above all values and equal to itself. */
export function compareElements(a: Datum, b: Datum, type: SqlType): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareDatums(a, type, b, type);
}

/** Whether two elements are the same, NULL being the same as NULL. */
export function sameElement(a: Datum, b: Datum, type: SqlType): boolean {
  return compareElements(a, b, type) === 0;
}

/** The values in order, each once, NULL last. */
export function distinctElements(values: readonly Datum[], type: SqlType): Datum[] {
  const sorted = values.toSorted((a, b) => compareElements(a, b, type));
  return sorted.filter((value, i) => i === 0 || !sameElement(sorted[i - 1] ?? null, value, type));
}

/**
 * Whether a list has a value that is not NULL. Lists of some length are sorted once, so that many
 * questions do not cost a walk each.
 */
export function membership(values: readonly Datum[], type: SqlType): (value: Datum) => boolean {
  const known = values.filter((value) => value !== null);
  if (known.length <= walkedMax) {
    return (value) => known.some((each) => sameElement(each, value, type));
  }
  const sorted = known.toSorted((a, b) => compareElements(a, b, type));
  return (value) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareElements(sorted[middle] as Datum, value, type) < 0) low = middle + 1;
      else high = middle;
    }
    return low < sorted.length && sameElement(sorted[low] as Datum, value, type);
  };
}

const walkedMax = 8;
