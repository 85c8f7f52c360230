import type { Datum, SqlType } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { plainType, type ScalarFunction } from '../scalar-function.ts';
import { arrayAt, arrayFunction, textArray } from './array-function.ts';
import { elements, elementType } from './array-shape.ts';

/** Arrays put together to texts, and texts taken apart into arrays. */
export function arrayTexts(): ScalarFunction[] {
  return [
    ...joins('array_to_string'),
    ...joins('array_join'),
    split(['text', 'text']),
    split(['text', 'text', 'text']),
  ];
}

function joins(name: string): ScalarFunction[] {
  const parts = {
    name,
    result: () => plainType('text'),
    nulls: 'own',
    docs: 'the elements as texts with a separator between them; NULLs are left out, or written as the third argument',
  } as const;
  return [
    arrayFunction({
      ...parts,
      parameters: ['anyarray', 'text'],
      examples: [[`${name}(ARRAY[1,2,NULL,3], ',')`, '1,2,3']],
      compute: joined,
    }),
    arrayFunction({
      ...parts,
      parameters: ['anyarray', 'text', 'text'],
      examples: [[`${name}(ARRAY[1, 2, 3, NULL, 5], ',', '*')`, '1,2,3,*,5']],
      compute: joined,
    }),
  ];
}

function joined(
  args: readonly Datum[],
  { argumentTypes: [type] }: { readonly argumentTypes: readonly SqlType[] },
): Datum {
  const [array = null, separator = null, forNull = null] = args;
  if (array === null || separator === null) return null;
  const element = elementType(type);
  const texts = elements(arrayAt(args, 0))
    .map((each) => (each === null ? (forNull as string | null) : formatDatum(element, each)))
    .filter((each) => each !== null);
  return texts.join(separator as string);
}

function split(parameters: readonly 'text'[]): ScalarFunction {
  return arrayFunction({
    name: 'string_to_array',
    parameters,
    result: () => textArray,
    nulls: 'own',
    docs: 'the fields of a text between separators; NULL separates every character; fields equal to the third argument are NULL',
    examples: [
      parameters.length === 2
        ? ["string_to_array('a,b,c', ',')", '{a,b,c}']
        : ["string_to_array('xx~~yy~~zz', '~~', 'yy')", '{xx,NULL,zz}'],
    ],
    compute: ([text = null, separator = null, asNull = null]) => {
      if (text === null) return null;
      return fieldsOf(text as string, separator as string | null).map((field) =>
        field === asNull ? null : field,
      );
    },
  });
}

/** The fields of a text: an empty text has none, an empty separator separates nothing. */
export function fieldsOf(text: string, separator: string | null): readonly string[] {
  if (text === '') return [];
  if (separator === null) return [...text];
  return separator === '' ? [text] : text.split(separator);
}
