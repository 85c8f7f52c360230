import { sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { type Example, plainType, type ScalarFunction } from '../scalar-function.ts';
import { arrayAt, arrayFunction, integerArray } from './array-function.ts';
import { elements, elementType, oneDimensional } from './array-shape.ts';
import { membership, sameElement } from './element-order.ts';

/** What is in arrays: containment, overlap, and where an element stands. */
export function arraySearches(): ScalarFunction[] {
  return [...containments(), arrayContains(), ...positions()];
}

function containments(): ScalarFunction[] {
  const operator = (
    name: string,
    word: string,
    docs: string,
    example: Example,
    compute: (a: readonly Datum[], b: readonly Datum[], type: SqlType) => boolean,
  ): ScalarFunction =>
    arrayFunction({
      name,
      word,
      parameters: ['anyarray', 'anyarray'],
      result: () => plainType('boolean'),
      docs,
      examples: [example],
      compute: (args, { argumentTypes: [type] }) =>
        compute(elements(arrayAt(args, 0)), elements(arrayAt(args, 1)), elementType(type)),
    });
  return [
    operator(
      '@>',
      'arrayContains',
      'whether every element of the second array is in the first; NULL is in none',
      ['ARRAY[1,4,3] @> ARRAY[3,1,3]', 't'],
      containsAll,
    ),
    operator(
      '<@',
      'arrayContained',
      'whether every element of the first array is in the second; NULL is in none',
      ['ARRAY[2,2,7] <@ ARRAY[1,7,4,2,6]', 't'],
      (a, b, type) => containsAll(b, a, type),
    ),
    operator(
      '&&',
      'arraysOverlap',
      'whether the arrays have an element in common',
      ['ARRAY[1,4,3] && ARRAY[2,1]', 't'],
      (a, b, type) => {
        const has = membership(a, type);
        return b.some((value) => value !== null && has(value));
      },
    ),
  ];
}

function containsAll(whole: readonly Datum[], part: readonly Datum[], type: SqlType): boolean {
  if (part.includes(null)) return false;
  const has = membership(whole, type);
  return part.every(has);
}

function arrayContains(): ScalarFunction {
  return arrayFunction({
    name: 'array_contains',
    parameters: ['anycompatiblearray', 'anycompatible'],
    result: () => plainType('boolean'),
    nulls: 'never',
    docs: 'whether an element is in an array, NULL being found, too',
    examples: [['array_contains(ARRAY[1,2,3], 2)', 't']],
    compute: ([array = null, wanted = null], { argumentTypes: [type] }) => {
      if (array === null) return false;
      return elements(arrayAt([array], 0)).some((each) =>
        sameElement(each, wanted, elementType(type)),
      );
    },
  });
}

const searching = 'searching for elements in';

function positions(): ScalarFunction[] {
  const position = (
    parameters: readonly ('anycompatiblearray' | 'anycompatible' | 'integer')[],
    example: Example,
  ): ScalarFunction =>
    arrayFunction({
      name: 'array_position',
      parameters,
      result: () => plainType('integer'),
      nulls: 'own',
      fallible: [sqlState.featureNotSupported],
      docs: 'where an element first stands in an array, from a subscript on; NULL when it does not',
      examples: [example],
      compute: ([array = null, wanted = null, from = 1], { argumentTypes: [type] }) => {
        if (array === null || from === null) return null;
        const items = oneDimensional(arrayAt([array], 0), searching);
        const start = Math.max((from as number) - 1, 0);
        const at = items.findIndex(
          (each, i) => i >= start && sameElement(each, wanted, elementType(type)),
        );
        return at < 0 ? null : at + 1;
      },
    });
  return [
    position(
      ['anycompatiblearray', 'anycompatible'],
      ["array_position(ARRAY['sun','mon','tue'], 'mon')", '2'],
    ),
    position(
      ['anycompatiblearray', 'anycompatible', 'integer'],
      ['array_position(ARRAY[1,2,1], 1, 2)', '3'],
    ),
    arrayFunction({
      name: 'array_positions',
      parameters: ['anycompatiblearray', 'anycompatible'],
      result: () => integerArray,
      nulls: 'own',
      fallible: [sqlState.featureNotSupported],
      docs: 'where an element stands in an array, all places',
      examples: [["array_positions(ARRAY['A','A','B','A'], 'A')", '{1,2,4}']],
      compute: ([array = null, wanted = null], { argumentTypes: [type] }) => {
        if (array === null) return null;
        const items = oneDimensional(arrayAt([array], 0), searching);
        return items.flatMap((each, i) =>
          sameElement(each, wanted, elementType(type)) ? [i + 1] : [],
        );
      },
    }),
  ];
}
