import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import type { StatementNode } from '../../parser/ast.ts';
import type { PlannedInsert } from '../../planner/api.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { runRows } from '../run-rows.ts';
import { sessionZoneName } from '../session/zone-setting.ts';
import type { StatementOptions } from '../statement-options.ts';
import type { StoredRelation } from '../stored-relation.ts';
import { awaitColumns } from './await-columns.ts';
import { refuseByChecks } from './check-constraints.ts';
import { refuseNulls } from './check-rows.ts';
import { insertOnConflict } from './insert-on-conflict.ts';
import { inTurn } from './put-changes.ts';
import { returned } from './returned.ts';
import { runPlanned, withoutHidden } from './select.ts';
import { refuseTaken, uniquesOf } from './unique-rows.ts';

/** INSERT: answers when the rows are durable, or held for COMMIT; they become visible together. */
export async function insert(
  context: EngineContext,
  statement: Extract<StatementNode, { kind: 'insert' }>,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const target = context.catalog.reader.find(statement.into.parts);
  if (target !== null) await awaitColumns(context, target.id, options);
  if (target?.kind === 'stream') writableStore(context, target.id);
  const planned = planInsert(statement, {
    catalog: context.catalog.reader,
    parameters: options.parameters ?? [],
    mode: 'once',
  });
  const { relation, query } = planned;
  const store = writableStore(context, relation.id);
  if (planned.conflict !== null && relation.kind === 'table') {
    const { conflict } = planned;
    const { rows, notices } = await insertOnConflict(
      context,
      { relation, conflict, query, store, position: statement.position },
      options,
    );
    return answered(context, planned, { rows, notices }, options);
  }
  const run = async () => {
    const { batch: found, notices } = await runPlanned(context, query, options);
    const batch = withoutHidden(found, query.physical);
    const rows = batch === null ? null : { ...batch, schema: store.schema };
    if (rows !== null) {
      refuseNulls(rows, relation, statement.position);
      refuseByChecks(context, rows, relation);
    }
    return { rows, notices };
  };
  const uniques = relation.kind === 'table' ? uniquesOf(context.catalog, relation) : [];
  if (uniques.length > 0 && relation.kind === 'table') {
    const result = await inTurn(context, store, options, async (current) => {
      const found = await run();
      const { rows } = found;
      if (rows !== null) refuseTaken({ removed: null, added: rows }, relation, uniques, current.by);
      return { change: rows, result: found };
    });
    return answered(context, planned, result, options);
  }
  const result = await run();
  const { rows } = result;
  if (rows !== null) await write(store, rows, options);
  return answered(context, planned, result, options);
}

async function write(
  store: StoredRelation,
  rows: Batch,
  { transaction = null }: StatementOptions,
): Promise<void> {
  if (transaction === null) await store.append(rows);
  else transaction.insert(store, rows);
}

/** The rows as they were written, as RETURNING shows them. */
function answered(
  { clock }: EngineContext,
  { query, returning }: PlannedInsert,
  { rows, notices }: { readonly rows: Batch | null; readonly notices: readonly Notice[] },
  { session }: StatementOptions,
): StatementOutcome {
  const shown =
    returning === null
      ? null
      : {
          fields: returning.output.fields,
          batch: rows === null ? null : runRows(returning, rows, clock, sessionZoneName(session)),
        };
  return returned('INSERT', rows?.rowCount ?? 0, shown, [...query.notices, ...notices]);
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
