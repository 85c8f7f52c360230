import { sqlState } from '../../common/sql-error.ts';
import { type SqlType, type SqlTypeKind, unscaledPlaces } from '../../data/sql-type.ts';
import { comparableKinds } from '../comparison.ts';
import { type ParameterKind, plainType, sampleType } from '../scalar-function.ts';
import {
  type AggregateExample,
  type AggregateFunction,
  aggregateFunction,
} from './aggregate-function.ts';

const fallible = [sqlState.numericValueOutOfRange];

/** count, sum, avg, min and max, and those of truth values and bits. */
export function plainAggregates(): AggregateFunction[] {
  return [...counts(), ...sums(), ...averages(), ...extremes(), ...truths(), ...bits()];
}

function example(
  call: string,
  type: string,
  values: readonly string[],
  output: string,
): AggregateExample {
  return { call, types: [type], rows: values.map((value) => [value]), output };
}

function counts(): AggregateFunction[] {
  const common = { result: () => plainType('bigint'), empty: 'zero' } as const;
  return [
    aggregateFunction({
      ...common,
      name: 'count',
      parameters: [],
      form: 'star',
      nulls: 'keeps',
      docs: 'the number of rows',
      examples: [example('count(*)', 'integer', ['1', 'null'], '2')],
    }),
    aggregateFunction({
      ...common,
      name: 'count',
      parameters: ['any'],
      docs: 'the number of rows whose value is not NULL',
      examples: [example('count(x)', 'integer', ['1', 'null'], '1')],
    }),
  ];
}

/** The type of a sum: integers and NUMERIC get room, the others stay. */
function sumType([type]: readonly SqlType[]): SqlType {
  switch (type?.kind) {
    case 'smallint':
    case 'integer':
      return plainType('bigint');
    case 'numeric':
      return { kind: 'numeric', precision: null, scale: unscaledPlaces(type) };
    case 'bigint':
      return plainType('numeric');
    default:
      return type ?? plainType('numeric');
  }
}

const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double'] as const;

function sums(): AggregateFunction[] {
  return [...numbers, 'interval' as const].map((kind) =>
    aggregateFunction({
      name: 'sum',
      parameters: [kind],
      result: sumType,
      fallible,
      docs: `the sum of ${kind} values`,
      examples: kind === 'integer' ? [example('sum(x)', 'integer', ['1', '2', 'null'], '3')] : [],
    }),
  );
}

function averages(): AggregateFunction[] {
  return [...numbers, 'interval' as const].map((kind) =>
    aggregateFunction({
      name: 'avg',
      parameters: [kind],
      result: () => plainType(floatOr(kind, kind === 'interval' ? 'interval' : 'numeric')),
      fallible,
      docs: `the mean of ${kind} values`,
      examples:
        kind === 'integer'
          ? [example('avg(x)', 'integer', ['1', '2', 'null'], '1.5000000000000000')]
          : [],
    }),
  );
}

/** Floating-point numbers give DOUBLE, others the given kind. */
function floatOr(kind: SqlTypeKind, other: SqlTypeKind): SqlTypeKind {
  return kind === 'real' || kind === 'double' ? 'double' : other;
}

function extremes(): AggregateFunction[] {
  const kinds: ParameterKind[] = comparableKinds.filter((kind) => kind !== 'boolean');
  return [...kinds, 'anyarray' as const, 'anystruct' as const].flatMap((kind) =>
    (['min', 'max'] as const).map((name) =>
      aggregateFunction({
        name,
        parameters: [kind],
        result: ([type]) => type ?? sampleType(kind),
        distinctMatters: false,
        retraction: 'keepsValues',
        docs: `the ${name === 'min' ? 'least' : 'greatest'} ${kind} value`,
        examples:
          kind === 'text'
            ? [example(`${name}(x)`, 'text', ["'b'", "'a'", 'null'], name === 'min' ? 'a' : 'b')]
            : [],
      }),
    ),
  );
}

function truths(): AggregateFunction[] {
  const truth = (name: string, docs: string): AggregateFunction =>
    aggregateFunction({
      name,
      parameters: ['boolean'],
      result: () => plainType('boolean'),
      distinctMatters: false,
      docs,
    });
  return [
    truth('bool_and', 'whether all values are true'),
    truth('every', 'whether all values are true'),
    truth('bool_or', 'whether any value is true'),
  ];
}

/** Counts per bit take rows back; XOR is its own opposite. */
function bits(): AggregateFunction[] {
  const words = { bit_and: 'AND', bit_or: 'OR', bit_xor: 'exclusive OR' } as const;
  return Object.entries(words).flatMap(([name, word]) =>
    (['smallint', 'integer', 'bigint'] as const).map((kind) =>
      aggregateFunction({
        name,
        parameters: [kind],
        result: () => plainType(kind),
        distinctMatters: name === 'bit_xor',
        docs: `the bitwise ${word} of all values`,
      }),
    ),
  );
}
