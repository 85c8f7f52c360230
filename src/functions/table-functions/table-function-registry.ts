import { assert } from '../../common/assert.ts';
import type { Position } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { pathTables } from '../json/path/path-tables.ts';
import { resolveAmong } from '../resolve-function.ts';
import { catalogTables } from '../system/catalog-tables.ts';
import { arrayTables } from './array-tables.ts';
import { seriesFunctions } from './generate-series.ts';
import { jsonRecords } from './json-records.ts';
import { jsonTables } from './json-tables.ts';
import type { TableColumn, TableFunction } from './table-function.ts';
import { textTables } from './text-tables.ts';

/** Every signature of every set-returning function. */
export const allTableFunctions: readonly TableFunction[] = Object.freeze([
  ...seriesFunctions(),
  ...arrayTables(),
  ...textTables(),
  ...jsonTables(),
  ...jsonRecords(),
  ...pathTables(),
  ...catalogTables(),
]);

/** The signatures of each name. */
export const tableFunctionsByName: ReadonlyMap<string, readonly TableFunction[]> = groupByName();

const byId: ReadonlyMap<string, TableFunction> = new Map(
  allTableFunctions.map((each) => [each.id, each]),
);

/** What a call of a set-returning function means. */
export type ResolvedTableFunction = {
  readonly function: string;
  /** The type that each argument must be cast to. */
  readonly argumentTypes: readonly SqlType[];
  /** Null for those of a column definition list. */
  readonly columns: readonly TableColumn[] | null;
};

/** The signature of an id. An unknown id is a fault of ours: plans are made from this registry. */
export function tableFunctionById(id: string): TableFunction {
  const found = byId.get(id);
  assert(found, `table function ${id} exists`);
  return found;
}

/**
 * Finds the signature that a call means, as `resolveFunction` does.
 * @throws SqlError 42883, 42725
 */
export function resolveTableFunction(
  name: string,
  argumentTypes: readonly SqlType[],
  position?: Position,
): ResolvedTableFunction {
  const named = tableFunctionsByName.get(name) ?? [];
  const signatures = named.map(({ id, parameters, variadic }) => ({
    id,
    parameters,
    variadic,
    result: (): SqlType => ({ kind: 'unknown' }),
  }));
  const resolved = resolveAmong(signatures, name, argumentTypes, position);
  const { columns, defined } = tableFunctionById(resolved.function);
  return {
    function: resolved.function,
    argumentTypes: resolved.argumentTypes,
    columns: defined === true ? null : columns(resolved.argumentTypes),
  };
}

function groupByName(): Map<string, readonly TableFunction[]> {
  const groups = new Map<string, readonly TableFunction[]>();
  for (const each of allTableFunctions) {
    groups.set(each.name, [...(groups.get(each.name) ?? []), each]);
  }
  return groups;
}
