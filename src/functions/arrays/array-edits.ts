import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { arrayAt, arrayFunction, firstType, secondType } from './array-function.ts';
import { concatenated, elementType, filledArray, isNested, oneDimensional } from './array-shape.ts';
import { sameElement } from './element-order.ts';

/** Arrays made of arrays and elements. */
export function arrayEdits(): ScalarFunction[] {
  return [...additions(), ...removals(), ...fillings(), ...cuts()];
}

const data = [functionState.dataException];

function additions(): ScalarFunction[] {
  const names = [
    ['||', 'arrayConcatenate', 'arrayAppend', 'arrayPrepend'],
    [null, 'array_cat', 'array_append', 'array_prepend'],
  ] as const;
  return names.flatMap(([operator, cat, append, prepend]) => [
    arrayFunction({
      ...named(operator, cat),
      parameters: ['anycompatiblearray', 'anycompatiblearray'],
      result: firstType,
      nulls: 'own',
      fallible: [functionState.arraySubscript],
      docs: 'one array behind the other, or as one more element of an array of more dimensions',
      examples: [
        operator === null
          ? ['array_cat(ARRAY[1,2,3], ARRAY[4,5])', '{1,2,3,4,5}']
          : ['ARRAY[1,2,3] || ARRAY[4,5,6]', '{1,2,3,4,5,6}'],
      ],
      compute: ([a = null, b = null]) => {
        if (a === null || b === null) return a ?? b;
        return concatenated(a as ArrayDatum, b as ArrayDatum);
      },
    }),
    arrayFunction({
      ...named(operator, append),
      parameters: ['anycompatiblearray', 'anycompatible'],
      result: firstType,
      nulls: 'never',
      fallible: data,
      docs: 'an array with an element behind it',
      examples: [
        operator === null
          ? ['array_append(ARRAY[1,2], 3)', '{1,2,3}']
          : ['ARRAY[4,5,6] || 7', '{4,5,6,7}'],
      ],
      compute: ([array = null, item = null]) => [...plainList(array), item],
    }),
    arrayFunction({
      ...named(operator, prepend),
      parameters: ['anycompatible', 'anycompatiblearray'],
      result: secondType,
      nulls: 'never',
      fallible: data,
      docs: 'an array with an element before it',
      examples: [
        operator === null
          ? ['array_prepend(1, ARRAY[2,3])', '{1,2,3}']
          : ['3 || ARRAY[4,5,6]', '{3,4,5,6}'],
      ],
      compute: ([item = null, array = null]) => [item, ...plainList(array)],
    }),
  ]);
}

function named(operator: '||' | null, word: string): { name: string; word?: string } {
  return operator === null ? { name: word } : { name: operator, word };
}

/** NULL stands for an empty array. @throws SqlError 22000 */
function plainList(array: Datum): ArrayDatum {
  if (array === null) return [];
  const list = array as ArrayDatum;
  if (!isNested(list[0])) return list;
  throw new SqlError(
    functionState.dataException,
    'argument must be empty or one-dimensional array',
  );
}

function removals(): ScalarFunction[] {
  return [
    arrayFunction({
      name: 'array_remove',
      parameters: ['anycompatiblearray', 'anycompatible'],
      result: firstType,
      nulls: 'own',
      fallible: [sqlState.featureNotSupported],
      docs: 'an array without the elements equal to a value, which may be NULL',
      examples: [['array_remove(ARRAY[1,2,3,2], 2)', '{1,3}']],
      compute: ([array = null, gone = null], { argumentTypes: [type] }) => {
        if (array === null) return null;
        const items = oneDimensional(array as ArrayDatum, 'removing elements from');
        return items.filter((each) => !sameElement(each, gone, elementType(type)));
      },
    }),
    arrayFunction({
      name: 'array_replace',
      parameters: ['anycompatiblearray', 'anycompatible', 'anycompatible'],
      result: firstType,
      nulls: 'own',
      docs: 'an array with each element equal to the second argument replaced by the third',
      examples: [['array_replace(ARRAY[1,2,5,4], 5, 3)', '{1,2,3,4}']],
      compute: ([array = null, from = null, to = null], { argumentTypes: [type] }) =>
        array === null ? null : replaced(array as ArrayDatum, from, to, elementType(type)),
    }),
  ];
}

function replaced(array: ArrayDatum, from: Datum, to: Datum, type: SqlType): ArrayDatum {
  return array.map((each) => {
    if (isNested(each)) return replaced(each, from, to, type);
    return sameElement(each, from, type) ? to : each;
  });
}

function fillings(): ScalarFunction[] {
  const fill = (more: readonly 'integer[]'[]): ScalarFunction =>
    arrayFunction({
      name: 'array_fill',
      parameters: ['anyelement', 'integer[]', ...more],
      result: ([type]) => ({ kind: 'array', element: type ?? { kind: 'text' } }),
      nulls: 'never',
      fallible: [
        functionState.nullValueNotAllowed,
        sqlState.programLimitExceeded,
        sqlState.featureNotSupported,
      ],
      docs: 'an array of the given lengths with the same value everywhere; subscripts begin at 1',
      examples:
        more.length === 0 ? [['array_fill(11, ARRAY[2,3])', '{{11,11,11},{11,11,11}}']] : [],
      compute: ([value = null, lengths = null, bounds = []]) => {
        checkBounds(wholeNumbers(bounds));
        return filledArray(value, wholeNumbers(lengths));
      },
    });
  return [fill([]), fill(['integer[]'])];
}

/** @throws SqlError 22004 */
function wholeNumbers(array: Datum): readonly number[] {
  if (array === null) {
    throw new SqlError(
      functionState.nullValueNotAllowed,
      'dimension array or low bound array cannot be null',
    );
  }
  const values = array as ArrayDatum;
  if (!values.includes(null)) return values as readonly number[];
  throw new SqlError(functionState.nullValueNotAllowed, 'dimension values cannot be null');
}

/** @throws SqlError 0A000 */
function checkBounds(bounds: readonly number[]): void {
  if (bounds.every((bound) => bound === 1)) return;
  throw new SqlError(
    sqlState.featureNotSupported,
    'arrays whose subscripts do not begin at 1 are not supported',
  );
}

function cuts(): ScalarFunction[] {
  return [
    arrayFunction({
      name: 'trim_array',
      parameters: ['anyarray', 'integer'],
      result: firstType,
      fallible: [functionState.arraySubscript],
      docs: 'an array without its last n elements',
      examples: [['trim_array(ARRAY[1,2,3,4,5,6], 2)', '{1,2,3,4}']],
      compute: (args) => {
        const array = arrayAt(args, 0);
        const count = args[1] as number;
        if (count >= 0 && count <= array.length) return array.slice(0, array.length - count);
        throw new SqlError(
          functionState.arraySubscript,
          `number of elements to trim must be between 0 and ${array.length}`,
        );
      },
    }),
    arrayFunction({
      name: 'array_reverse',
      parameters: ['anyarray'],
      result: firstType,
      docs: 'an array with the elements of its first dimension in opposite order',
      examples: [['array_reverse(ARRAY[1,2,3])', '{3,2,1}']],
      compute: (args) => arrayAt(args, 0).toReversed(),
    }),
  ];
}
