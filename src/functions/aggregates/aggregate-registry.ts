import { assert } from '../../common/assert.ts';
import type { Position } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { type ResolvedFunction, resolveAmong } from '../resolve-function.ts';
import type { AggregateFunction } from './aggregate-function.ts';
import { orderedAggregates } from './ordered-aggregates.ts';
import { plainAggregates } from './plain-aggregates.ts';
import { statisticAggregates } from './statistics.ts';

/** Every signature of every aggregate function. */
export const allAggregates: readonly AggregateFunction[] = Object.freeze([
  ...plainAggregates(),
  ...statisticAggregates(),
  ...orderedAggregates(),
]);

const aggregatesById: ReadonlyMap<string, AggregateFunction> = new Map(
  allAggregates.map((each) => [each.id, each]),
);

/** The signatures of each name. */
export const aggregatesByName: ReadonlyMap<string, readonly AggregateFunction[]> = new Map(
  [...new Set(allAggregates.map(({ name }) => name))].map((name) => [
    name,
    allAggregates.filter((each) => each.name === name),
  ]),
);

/** The signature of an id. An unknown id is a fault of ours. */
export function aggregateById(id: string): AggregateFunction {
  const found = aggregatesById.get(id);
  assert(found, `aggregate ${id} exists`);
  return found;
}

/**
 * The signature that an aggregate's name with argument types means, by the rules for functions;
 * with WITHIN GROUP the types of what it orders by stand behind those of the arguments.
 * @throws SqlError 42883, 42725
 */
export function resolveAggregate(
  name: string,
  argumentTypes: readonly SqlType[],
  position?: Position,
  form?: 'plain' | 'orderedSet',
): ResolvedFunction {
  const all = aggregatesByName.get(name) ?? [];
  const named = all.filter((each) => each.form !== 'star' && (form ?? each.form) === each.form);
  return resolveAmong(named, name, argumentTypes, position);
}
