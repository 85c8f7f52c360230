import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import type { Batch, Field } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import { isComputed, planArrivals } from '../planner/change/plan-arrivals.ts';
import type { IngestOutcome } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { runRows } from './run-rows.ts';
import { refuseByChecks } from './statements/check-constraints.ts';
import { refuseNulls } from './statements/check-rows.ts';
import { inTurn } from './statements/put-changes.ts';
import { refuseTaken, uniquesOf } from './statements/unique-rows.ts';
import type { StoredRelation } from './stored-relation.ts';
import type { Transaction } from './transaction.ts';

type Relation = StreamDefinition | TableDefinition;

/** Whether rows of a relation are more than what records say: then they are looked at as a whole. */
export function hasRules({ catalog }: EngineContext, relation: Relation): boolean {
  if (relation.kind === 'table' && uniquesOf(catalog, relation).length > 0) return true;
  if ((relation.checks ?? []).length > 0) return true;
  return relation.fields.some((_, column) => isComputed(relation, column));
}

/** The columns as records fill them: what is computed may be left out. */
export function recordFields(relation: Relation): readonly Field[] {
  return relation.fields.map((field, column) =>
    isComputed(relation, column) ? { ...field, nullable: true } : field,
  );
}

/**
 * Writes records of a relation with rules, all or none.
 * @throws SqlError 23502, 23505, 23514 and those of writes
 */
export async function admitRecords(
  context: EngineContext,
  store: StoredRelation,
  batches: readonly Batch[],
  transaction: Transaction | null,
): Promise<Pick<IngestOutcome, 'accepted' | 'offsets'>> {
  if (batches.length === 0) return { accepted: 0, offsets: [] };
  const { definition, schema } = store;
  const rows = { ...completed(context, definition, concatBatches(batches)), schema };
  refuseNulls(rows, definition, undefined);
  refuseByChecks(context, rows, definition);
  const accepted = rows.rowCount;
  const uniques = definition.kind === 'table' ? uniquesOf(context.catalog, definition) : [];
  if (definition.kind === 'table' && uniques.length > 0) {
    await inTurn(context, store, { transaction }, async (current) => {
      refuseTaken({ removed: null, added: rows }, definition, uniques, current.by);
      return { change: rows, result: null };
    });
    return { accepted, offsets: [] };
  }
  if (transaction === null) return { accepted, offsets: await store.append(rows) };
  transaction.insert(store, rows);
  return { accepted, offsets: [] };
}

function completed({ catalog, clock }: EngineContext, relation: Relation, rows: Batch): Batch {
  const context = { catalog: catalog.reader, parameters: [], mode: 'once' } as const;
  const plan = planArrivals(relation, context);
  return plan === null ? rows : (runRows(plan, rows, clock, 'UTC') ?? rows);
}
