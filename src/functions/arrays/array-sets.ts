import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import { type Example, plainType, type ScalarFunction } from '../scalar-function.ts';
import { arrayAt, arrayFunction, firstElement, firstType } from './array-function.ts';
import { elements, elementType, oneDimensional } from './array-shape.ts';
import { compareElements, distinctElements, membership } from './element-order.ts';

/** Arrays in order, as sets, their extremes, and the place of a value between thresholds. */
export function arraySets(): ScalarFunction[] {
  return [...orders(), ...sets(), ...extremes(), widthBucket()];
}

function orders(): ScalarFunction[] {
  const sort = (more: readonly 'boolean'[], example: Example): ScalarFunction =>
    arrayFunction({
      name: 'array_sort',
      parameters: ['anyarray', ...more],
      result: firstType,
      fallible: [sqlState.featureNotSupported],
      docs: 'an array in order; descending when true is given, NULLs first; else NULLs last',
      examples: [example],
      compute: (args, { argumentTypes: [type] }) => {
        const sign = args[1] === true ? -1 : 1;
        const element = elementType(type);
        return oneDimensional(arrayAt(args, 0), 'sorting').toSorted(
          (a, b) => compareElements(a, b, element) * sign,
        );
      },
    });
  return [
    sort([], ['array_sort(ARRAY[3,1,2])', '{1,2,3}']),
    sort(['boolean'], ['array_sort(ARRAY[3,1,2], true)', '{3,2,1}']),
    arrayFunction({
      name: 'array_distinct',
      parameters: ['anyarray'],
      result: firstType,
      docs: 'the different elements of an array, in their order there',
      examples: [['array_distinct(ARRAY[3,1,3,2])', '{3,1,2}']],
      compute: (args, { argumentTypes: [type] }) =>
        firstOfEach(elements(arrayAt(args, 0)), elementType(type)),
    }),
  ];
}

function firstOfEach(values: readonly Datum[], type: SqlType): Datum[] {
  const places = values
    .map((_, i) => i)
    .sort((i, j) => compareElements(values[i] as Datum, values[j] as Datum, type) || i - j);
  const firsts = places.filter(
    (place, n) =>
      n === 0 ||
      compareElements(values[places[n - 1] as number] as Datum, values[place] as Datum, type) !== 0,
  );
  return firsts.sort((i, j) => i - j).map((place) => values[place] as Datum);
}

function sets(): ScalarFunction[] {
  const set = (
    name: string,
    docs: string,
    output: string,
    compute: (a: readonly Datum[], b: readonly Datum[], type: SqlType) => Datum[],
  ): ScalarFunction =>
    arrayFunction({
      name,
      parameters: ['anycompatiblearray', 'anycompatiblearray'],
      result: firstType,
      docs: `${docs}, each once and in order`,
      examples: [[`${name}(ARRAY[3,1,2], ARRAY[2,4])`, output]],
      compute: (args, { argumentTypes: [type] }) => {
        const element = elementType(type);
        const found = compute(elements(arrayAt(args, 0)), elements(arrayAt(args, 1)), element);
        return distinctElements(found, element);
      },
    });
  const isIn = (values: readonly Datum[], type: SqlType): ((value: Datum) => boolean) => {
    const has = membership(values, type);
    return (value) => (value === null ? values.includes(null) : has(value));
  };
  return [
    set('array_union', 'the elements of either array', '{1,2,3,4}', (a, b) => [...a, ...b]),
    set('array_intersect', 'the elements of both arrays', '{2}', (a, b, type) =>
      a.filter(isIn(b, type)),
    ),
    set('array_except', 'the elements of the first array alone', '{1,3}', (a, b, type) => {
      const has = isIn(b, type);
      return a.filter((value) => !has(value));
    }),
  ];
}

function extremes(): ScalarFunction[] {
  const names = [
    ['array_min', 'least', '1', 1],
    ['array_max', 'greatest', '3', -1],
  ] as const;
  return names.map(([name, word, output, sign]) =>
    arrayFunction({
      name,
      parameters: ['anyarray'],
      result: firstElement,
      nulls: 'nullable',
      docs: `the ${word} element that is not NULL; NULL when there is none`,
      examples: [[`${name}(ARRAY[2,3,1])`, output]],
      compute: (args, { argumentTypes: [type] }) => {
        const element = elementType(type);
        let found: Datum = null;
        for (const each of elements(arrayAt(args, 0))) {
          if (each === null) continue;
          if (found === null || compareElements(each, found, element) * sign < 0) found = each;
        }
        return found;
      },
    }),
  );
}

function widthBucket(): ScalarFunction {
  return arrayFunction({
    name: 'width_bucket',
    parameters: ['anycompatible', 'anycompatiblearray'],
    result: () => plainType('integer'),
    fallible: [functionState.arraySubscript, functionState.nullValueNotAllowed],
    docs: 'how many of the thresholds, which must be in order, are at or below a value',
    examples: [['width_bucket(4, ARRAY[1,3,5])', '2']],
    compute: (args, { argumentTypes: [type] }) => {
      const thresholds = arrayAt(args, 1);
      checkThresholds(thresholds);
      let low = 0;
      let high = thresholds.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const order = compareElements(
          thresholds[middle] as Datum,
          args[0] as Datum,
          type ?? plainType('text'),
        );
        if (order <= 0) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  });
}

/** @throws SqlError 2202E, 22004 */
function checkThresholds(thresholds: readonly Datum[]): void {
  if (Array.isArray(thresholds[0])) {
    throw new SqlError(functionState.arraySubscript, 'thresholds must be one-dimensional array');
  }
  if (thresholds.includes(null)) {
    throw new SqlError(
      functionState.nullValueNotAllowed,
      'thresholds array must not contain NULLs',
    );
  }
}
