import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import { nullNotAllowed } from '../../data/cell-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { done } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StoredRelation } from '../stored-relation.ts';
import { runPlanned } from './select.ts';

/** INSERT: answers when the rows are durable; they become visible together. */
export async function insert(
  context: EngineContext,
  statement: Extract<StatementNode, { kind: 'insert' }>,
  options: ExecuteOptions,
): Promise<StatementOutcome> {
  const target = context.catalog.reader.find(statement.into.parts);
  if (target?.kind === 'stream') writableStore(context, target.id);
  const { relation, query } = planInsert(statement, {
    catalog: context.catalog.reader,
    parameters: options.parameters ?? [],
    mode: 'once',
  });
  const store = writableStore(context, relation.id);
  const { batch } = await runPlanned(context, query, options);
  if (batch === null) return done('INSERT', 0, query.notices);
  refuseNulls(batch, relation.fields);
  const write = async (rows: Batch): Promise<void> => {
    await store.append({ ...rows, schema: store.schema });
  };
  if (options.hold === undefined) await write(batch);
  else options.hold({ relation: relation.name, batch, write });
  return done('INSERT', batch.rowCount, query.notices);
}

/**
 * The log of a stream or table that people may write to.
 * @throws SqlError 55000 when a connector fills it.
 */
export function writableStore({ relations }: EngineContext, id: string): StoredRelation {
  const store = relations.store(id);
  if (store === null) throw new Error(`assertion failed: ${id} has a log`);
  const { definition } = store;
  if (definition.kind === 'stream' && definition.connector !== null) {
    throw new SqlError(
      sqlState.objectNotInPrerequisiteState,
      `stream "${definition.name}" is filled by its connector and cannot be written to`,
      { hint: 'Create a stream without a connector for rows of your own.' },
    );
  }
  return store;
}

function refuseNulls(batch: Batch, fields: readonly Field[]): void {
  for (const [index, field] of fields.entries()) {
    if (field.nullable) continue;
    if (batch.columns[index]?.nulls?.includes(1) === true) throw nullNotAllowed(field.name);
  }
}
