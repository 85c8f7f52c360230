import { plainType, type ScalarFunction } from '../scalar-function.ts';
import { arrayAt, arrayFunction } from './array-function.ts';
import { dimensions, elements } from './array-shape.ts';

/** How many dimensions and elements arrays have. Every dimension begins at 1. */
export function arrayMeasures(): ScalarFunction[] {
  const integer = () => plainType('integer');
  const ofDimension = (
    name: string,
    docs: string,
    output: string,
    measure: (length: number) => number,
  ): ScalarFunction =>
    arrayFunction({
      name,
      parameters: ['anyarray', 'integer'],
      result: integer,
      nulls: 'nullable',
      docs: `${docs}; NULL when there is none such`,
      examples: [[`${name}(ARRAY[1,2,3], 1)`, output]],
      compute: (args) => {
        const length = dimensions(arrayAt(args, 0))[(args[1] as number) - 1];
        return length === undefined ? null : measure(length);
      },
    });
  return [
    ofDimension('array_length', 'the length of a dimension', '3', (length) => length),
    ofDimension('array_lower', 'the first subscript of a dimension', '1', () => 1),
    ofDimension('array_upper', 'the last subscript of a dimension', '3', (length) => length),
    arrayFunction({
      name: 'array_ndims',
      parameters: ['anyarray'],
      result: integer,
      nulls: 'nullable',
      docs: 'the number of dimensions; NULL for an empty array',
      examples: [['array_ndims(ARRAY[[1,2,3], [4,5,6]])', '2']],
      compute: (args) => dimensions(arrayAt(args, 0)).length || null,
    }),
    arrayFunction({
      name: 'array_dims',
      parameters: ['anyarray'],
      result: () => plainType('text'),
      nulls: 'nullable',
      docs: 'the bounds of the dimensions as text; NULL for an empty array',
      examples: [['array_dims(ARRAY[[1,2,3], [4,5,6]])', '[1:2][1:3]']],
      compute: (args) => {
        const lengths = dimensions(arrayAt(args, 0));
        return lengths.length === 0 ? null : lengths.map((length) => `[1:${length}]`).join('');
      },
    }),
    arrayFunction({
      name: 'cardinality',
      parameters: ['anyarray'],
      result: integer,
      docs: 'the number of elements in all dimensions',
      examples: [['cardinality(ARRAY[[1,2],[3,4]])', '4']],
      compute: (args) => elements(arrayAt(args, 0)).length,
    }),
  ];
}
