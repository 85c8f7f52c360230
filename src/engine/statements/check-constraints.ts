import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { envAt } from '../../functions/evaluation-env.ts';
import { planChecks } from '../../planner/change/plan-checks.ts';
import { evaluate } from '../../planner/expression/evaluate.ts';
import type { EngineContext } from '../engine-context.ts';
import { runRows } from '../run-rows.ts';

type Relation = StreamDefinition | TableDefinition;

/** @throws SqlError 23514 for a row for which a CHECK of its relation is false */
export function refuseByChecks(
  { clock, catalog }: Pick<EngineContext, 'clock' | 'catalog'>,
  rows: Batch,
  relation: Relation,
): void {
  const context = { catalog: catalog.reader, parameters: [], mode: 'once' } as const;
  const checks = planChecks(relation, context);
  if (checks === null || rows.rowCount === 0) return;
  const failing = runRows(checks.failing, { ...rows, weights: null }, clock, 'UTC');
  if (failing === null) return;
  const row = datumsOf(failing, 0, relation.fields);
  const env = envAt(clock.nowMicros());
  const failed = checks.conditions.find(({ condition }) => evaluate(condition, row, env) === false);
  throw new SqlError(
    '23514',
    `new row for relation "${relation.name}" violates check constraint "${failed?.name ?? ''}"`,
    { detail: failingRow(row, relation.fields) },
  );
}

/** The values of one row. */
function datumsOf(rows: Batch, row: number, fields: readonly Field[]): readonly Datum[] {
  return fields.map(({ type }, column) => datumAt(rows.columns[column] as Vector, type, row));
}

/** What PostgreSQL says of a row that breaks a rule. */
function failingRow(row: readonly Datum[], fields: readonly Field[]): string {
  const values = row.map((value, column) =>
    value === null ? 'null' : formatDatum((fields[column] as Field).type, value),
  );
  return `Failing row contains (${values.join(', ')}).`;
}
