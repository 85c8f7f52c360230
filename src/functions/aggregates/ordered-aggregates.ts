import { sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import { plainType } from '../scalar-function.ts';
import { type AggregateFunction, aggregateFunction } from './aggregate-function.ts';

/** Aggregates that keep the group's values: collections, ordered sets, values of the first and last row. */
export function orderedAggregates(): AggregateFunction[] {
  return [...collections(), ...orderedSets(), ...leaders(), ...picked()];
}

function collections(): AggregateFunction[] {
  const json = (
    kind: 'json' | 'jsonb',
    form: 'agg' | 'object_agg',
    parameters: readonly 'any'[],
    docs: string,
  ): AggregateFunction =>
    aggregateFunction({
      name: `${kind}_${form}`,
      parameters,
      result: () => plainType(kind),
      nulls: 'keeps',
      isOrdered: true,
      retraction: 'keepsValues',
      fallible: parameters.length === 2 ? [sqlState.invalidParameterValue] : [],
      docs,
    });
  return [
    aggregateFunction({
      name: 'string_agg',
      parameters: ['text', 'text'],
      result: () => plainType('text'),
      isOrdered: true,
      retraction: 'keepsValues',
      docs: 'the texts one after the other, with a separator between them',
    }),
    aggregateFunction({
      name: 'array_agg',
      parameters: ['any'],
      result: ([type]) => arrayOf(type),
      nulls: 'keeps',
      isOrdered: true,
      retraction: 'keepsValues',
      fallible: [functionState.arraySubscript],
      docs: 'an array of the values, NULLs as NULL; of arrays an array of one dimension more',
      examples: [
        {
          call: 'array_agg(x ORDER BY x DESC)',
          types: ['integer'],
          rows: [['1'], ['3'], ['2']],
          output: '{3,2,1}',
        },
      ],
    }),
    ...(['json', 'jsonb'] as const).flatMap((kind) => [
      json(kind, 'agg', ['any'], 'a JSON array of the values, NULLs as null'),
      json(kind, 'object_agg', ['any', 'any'], 'a JSON object of keys and values'),
    ]),
    aggregateFunction({
      name: 'map_agg',
      parameters: ['any', 'any'],
      result: ([key, value]) => ({
        kind: 'map',
        key: key ?? plainType('text'),
        value: value ?? plainType('text'),
      }),
      isOrdered: true,
      retraction: 'keepsValues',
      docs: 'a map of keys and values; of values of one key the last by the order of the call; rows whose key is NULL are left out',
      examples: [
        {
          call: 'map_agg(x, y)',
          types: ['text', 'integer'],
          rows: [
            ["'b'", '1'],
            ["'a'", '2'],
          ],
          output: '{a=>2,b=>1}',
        },
      ],
    }),
  ];
}

function orderedSets(): AggregateFunction[] {
  const common = { form: 'orderedSet', retraction: 'keepsValues' } as const;
  return [
    aggregateFunction({
      ...common,
      name: 'mode',
      parameters: ['anyelement'],
      result: ([type]) => type ?? plainType('text'),
      docs: 'the most frequent value, of several the first in order',
    }),
    aggregateFunction({
      ...common,
      name: 'percentile_disc',
      parameters: ['double', 'anyelement'],
      result: ([, type]) => type ?? plainType('text'),
      fallible: [sqlState.numericValueOutOfRange],
      docs: 'the first value in order at which the given share of the values is reached',
    }),
    aggregateFunction({
      ...common,
      name: 'percentile_disc',
      parameters: ['double[]', 'anyelement'],
      result: ([, type]) => arrayOf(type),
      fallible: [sqlState.numericValueOutOfRange],
      docs: 'the first values in order at which the given shares of the values are reached',
    }),
    ...(['double', 'interval'] as const).flatMap((kind) => [
      aggregateFunction({
        ...common,
        name: 'percentile_cont',
        parameters: ['double', kind],
        result: () => plainType(kind),
        fallible: [sqlState.numericValueOutOfRange],
        docs: 'the value at which the given share of the ordered values lies, between two of them if need be',
      }),
      aggregateFunction({
        ...common,
        name: 'percentile_cont',
        parameters: ['double[]', kind],
        result: () => arrayOf(plainType(kind)),
        fallible: [sqlState.numericValueOutOfRange],
        docs: 'the values at which the given shares of the ordered values lie, between two of them if need be',
      }),
    ]),
  ];
}

/** An array of values of a type; of arrays, which have no dimensions of their own in types, the type itself. */
function arrayOf(type: SqlType | undefined): SqlType {
  if (type?.kind === 'array') return type;
  return { kind: 'array', element: type ?? plainType('text') };
}

/** The greatest and the most frequent values. */
function leaders(): AggregateFunction[] {
  const common = {
    parameters: ['any', 'integer'],
    result: ([type]: readonly SqlType[]) => arrayOf(type),
    retraction: 'keepsValues',
    fallible: [sqlState.invalidParameterValue],
  } as const;
  const rows = [['1'], ['3'], ['2'], ['1'], ['null']];
  return [
    aggregateFunction({
      ...common,
      name: 'top_k',
      docs: 'the so many greatest values, the greatest first; with DISTINCT no value twice',
      examples: [{ call: 'top_k(x, 2)', types: ['integer'], rows, output: '{3,2}' }],
    }),
    aggregateFunction({
      ...common,
      name: 'approx_top_k',
      distinctMatters: false,
      docs: 'the so many most frequent values, the most frequent first; the counts are exact here',
      examples: [{ call: 'approx_top_k(x, 2)', types: ['integer'], rows, output: '{1,2}' }],
    }),
  ];
}

function picked(): AggregateFunction[] {
  const common = {
    result: ([type]: readonly Parameters<AggregateFunction['result']>[0][number][]) =>
      type ?? plainType('text'),
    retraction: 'keepsValues',
    distinctMatters: false,
  } as const;
  const byOrder = [
    ['first_value', 'the value of the first row by the order of the call'],
    ['first', 'the value of the first row by the order of the call'],
    ['last_value', 'the value of the last row by the order of the call'],
    ['last', 'the value of the last row by the order of the call'],
  ] as const;
  const byKey = [
    ['arg_min', 'least'],
    ['min_by', 'least'],
    ['arg_max', 'greatest'],
    ['max_by', 'greatest'],
  ] as const;
  return [
    aggregateFunction({
      ...common,
      name: 'any_value',
      parameters: ['any'],
      docs: 'any of the values that are not NULL; the least one here',
    }),
    ...byOrder.map(([name, docs]) =>
      aggregateFunction({
        ...common,
        name,
        parameters: ['any'],
        nulls: 'keeps',
        isOrdered: true,
        docs,
      }),
    ),
    ...byKey.map(([name, word]) =>
      aggregateFunction({
        ...common,
        name,
        parameters: ['any', 'anyelement'],
        docs: `the first value in the row whose second value is the ${word}`,
      }),
    ),
  ];
}
