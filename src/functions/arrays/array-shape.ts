import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';

/** More dimensions than this no array has (PostgreSQL's MAXDIM). */
const dimensionsMax = 6;
/** More elements than this no function makes an array of. */
const elementsMax = 10_000_000;

/** Whether a value of an array is itself an array: one of several dimensions. */
export function isNested(datum: Datum | undefined): datum is ArrayDatum {
  return Array.isArray(datum);
}

/** The length of each dimension; none of an empty array. */
export function dimensions(array: ArrayDatum): readonly number[] {
  const lengths: number[] = [];
  let level: Datum | undefined = array;
  while (isNested(level) && level.length > 0) {
    lengths.push(level.length);
    level = level[0];
  }
  return lengths;
}

/** The elements of all dimensions, row by row. */
export function elements(array: ArrayDatum): ArrayDatum {
  return isNested(array[0]) ? (array as readonly ArrayDatum[]).flatMap(elements) : array;
}

/** The type of the elements of an array type. */
export function elementType(type: SqlType | undefined): SqlType {
  return type?.kind === 'array' ? type.element : { kind: 'text' };
}

/** The array, which must have one dimension at most. @throws SqlError 0A000 */
export function oneDimensional(array: ArrayDatum, doing: string): ArrayDatum {
  if (!isNested(array[0])) return array;
  throw new SqlError(
    sqlState.featureNotSupported,
    `${doing} multidimensional arrays is not supported`,
  );
}

/** An array of given lengths with the same value everywhere. @throws SqlError 54000, 22023 */
export function filledArray(value: Datum, lengths: readonly number[]): ArrayDatum {
  if (lengths.length > dimensionsMax) {
    const message = `number of array dimensions (${lengths.length}) exceeds the maximum allowed (${dimensionsMax})`;
    throw new SqlError(sqlState.programLimitExceeded, message);
  }
  const total = lengths.reduce((product, length) => product * length, 1);
  if (lengths.some((length) => length < 0) || total > elementsMax) {
    throw new SqlError(
      sqlState.programLimitExceeded,
      `array size exceeds the maximum allowed (${elementsMax})`,
    );
  }
  return total === 0 ? [] : filled(value, lengths);
}

function filled(value: Datum, [length = 0, ...rest]: readonly number[]): ArrayDatum {
  const item = rest.length === 0 ? value : filled(value, rest);
  return new Array<Datum>(length).fill(item);
}

/**
 * Two arrays one after the other; or an array as one more element of an array with one dimension
 * more. @throws SqlError 2202E when their dimensions do not fit
 */
export function concatenated(a: ArrayDatum, b: ArrayDatum): ArrayDatum {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const left = dimensions(a);
  const right = dimensions(b);
  const inner = (lengths: readonly number[]): string => String(lengths.slice(1));
  if (left.length === right.length) {
    if (inner(left) === inner(right)) return [...a, ...b];
    throw incompatible('Arrays with differing element dimensions');
  }
  if (left.length === right.length + 1) {
    if (inner(left) === String(right)) return [...a, b];
    throw incompatible('Arrays with differing dimensions');
  }
  if (left.length + 1 === right.length) {
    if (inner(right) === String(left)) return [a, ...b];
    throw incompatible('Arrays with differing dimensions');
  }
  throw incompatible(`Arrays of ${left.length} and ${right.length} dimensions`);
}

function incompatible(what: string): SqlError {
  return new SqlError(functionState.arraySubscript, 'cannot concatenate incompatible arrays', {
    detail: `${what} are not compatible for concatenation.`,
  });
}
