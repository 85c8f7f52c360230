import { sqlState } from '../../common/sql-error.ts';
import { comparableKinds } from '../comparison.ts';
import { plainType } from '../scalar-function.ts';
import { type AggregateFunction, aggregateFunction } from './aggregate-function.ts';

/** Aggregates that keep the group's values: collections, ordered sets, values of the first and last row. */
export function orderedAggregates(): AggregateFunction[] {
  return [...collections(), ...orderedSets(), ...picked()];
}

function collections(): AggregateFunction[] {
  const json = (name: string, parameters: readonly 'any'[], docs: string): AggregateFunction =>
    aggregateFunction({
      name,
      parameters,
      result: () => plainType('json'),
      nulls: 'keeps',
      isOrdered: true,
      retraction: 'keepsValues',
      fallible: parameters.length === 2 ? [sqlState.invalidParameterValue] : [],
      runs: true,
      docs,
    });
  return [
    aggregateFunction({
      name: 'string_agg',
      parameters: ['text', 'text'],
      result: () => plainType('text'),
      isOrdered: true,
      retraction: 'keepsValues',
      runs: true,
      docs: 'the texts one after the other, with a separator between them',
    }),
    ...['json_agg', 'jsonb_agg'].map((name) =>
      json(name, ['any'], 'a JSON array of the values, NULLs as null'),
    ),
    ...['json_object_agg', 'jsonb_object_agg'].map((name) =>
      json(name, ['any', 'any'], 'a JSON object of keys and values'),
    ),
  ];
}

function orderedSets(): AggregateFunction[] {
  const common = { form: 'orderedSet', retraction: 'keepsValues', runs: true } as const;
  return [
    ...comparableKinds.flatMap((kind) => [
      aggregateFunction({
        ...common,
        name: 'mode',
        parameters: [kind],
        result: ([type]) => type ?? plainType(kind),
        docs: 'the most frequent value, of several the first in order',
      }),
      aggregateFunction({
        ...common,
        name: 'percentile_disc',
        parameters: ['double', kind],
        result: ([, type]) => type ?? plainType(kind),
        fallible: [sqlState.numericValueOutOfRange],
        docs: 'the first value in order at which the given share of the values is reached',
      }),
    ]),
    ...(['double', 'interval'] as const).map((kind) =>
      aggregateFunction({
        ...common,
        name: 'percentile_cont',
        parameters: ['double', kind],
        result: () => plainType(kind),
        fallible: [sqlState.numericValueOutOfRange],
        docs: 'the value at which the given share of the ordered values lies, between two of them if need be',
      }),
    ),
  ];
}

function picked(): AggregateFunction[] {
  const common = {
    result: ([type]: readonly Parameters<AggregateFunction['result']>[0][number][]) =>
      type ?? plainType('text'),
    retraction: 'keepsValues',
    distinctMatters: false,
    runs: true,
  } as const;
  const byOrder = [
    ['first_value', 'the value of the first row by the order of the call'],
    ['last_value', 'the value of the last row by the order of the call'],
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
    ...byKey.flatMap(([name, word]) =>
      comparableKinds.map((kind) =>
        aggregateFunction({
          ...common,
          name,
          parameters: ['any', kind],
          docs: `the first value in the row whose second value is the ${word}`,
        }),
      ),
    ),
  ];
}
