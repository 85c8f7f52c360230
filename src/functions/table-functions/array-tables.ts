import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { type TableFunction, tableFunction } from './table-function.ts';

/** unnest and generate_subscripts (PostgreSQL, 9.19 and 9.25). */
export function arrayTables(): TableFunction[] {
  return [unnest(), subscripts(false), subscripts(true)];
}

function unnest(): TableFunction {
  return tableFunction({
    name: 'unnest',
    parameters: ['anyarray'],
    columns: ([type]) => {
      const element: SqlType = type?.kind === 'array' ? type.element : { kind: 'text' };
      return element.kind === 'struct' ? element.fields : [{ name: 'unnest', type: element }];
    },
    docs: 'the elements of an array, in their order; of rows their fields',
    examples: [
      ['unnest(ARRAY[1, NULL, 3])', ['1', 'NULL', '3']],
      ['unnest(ARRAY[[1, 2], [3, 4]])', ['1', '2', '3', '4']],
    ],
    rows: ([array], { columns, argumentTypes: [type] }) => {
      const isRow = type?.kind === 'array' && type.element.kind === 'struct';
      return flat(array as ArrayDatum).map((element) =>
        isRow ? fieldsOf(element, columns.length) : [element],
      );
    },
  });
}

function subscripts(isReversed: boolean): TableFunction {
  return tableFunction({
    name: 'generate_subscripts',
    parameters: isReversed ? ['anyarray', 'integer', 'boolean'] : ['anyarray', 'integer'],
    columns: () => [{ name: 'generate_subscripts', type: { kind: 'integer' } }],
    docs: 'the subscripts of a dimension of an array; with true from the last to the first',
    examples: isReversed
      ? [['generate_subscripts(ARRAY[7, 8, 9], 1, true)', ['3', '2', '1']]]
      : [['generate_subscripts(ARRAY[7, 8, 9], 1)', ['1', '2', '3']]],
    rows: ([array, dimension, reverse]) => {
      const length = lengthOf(array as ArrayDatum, dimension as number);
      return Array.from({ length }, (_, i) => [reverse === true ? length - i : i + 1]);
    },
  });
}

/** The elements of all dimensions, in row-major order. */
function flat(array: ArrayDatum): readonly Datum[] {
  return array.some((element) => Array.isArray(element))
    ? array.flatMap((element) => flat(element as ArrayDatum))
    : array;
}

function fieldsOf(element: Datum, count: number): readonly Datum[] {
  const isRow = typeof element === 'object' && element !== null && 'fields' in element;
  return isRow ? element.fields : Array.from({ length: count }, () => null);
}

/** How many elements a dimension has; 0 for one that the array has not. */
function lengthOf(array: ArrayDatum, dimension: number): number {
  if (dimension < 1) return 0;
  if (dimension === 1) return array.length;
  const [first] = array;
  return Array.isArray(first) ? lengthOf(first as ArrayDatum, dimension - 1) : 0;
}
