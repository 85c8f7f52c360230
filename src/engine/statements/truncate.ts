import type { StatementNode } from '../../parser/ast.ts';
import type { PlanContext } from '../../planner/api.ts';
import { findRelation } from '../../planner/bind/bind-from.ts';
import { changedTable } from '../../planner/change/changed-relation.ts';
import { expandWeights } from '../../runtime/state/row-set.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { changeBatch } from '../row-batches.ts';
import type { StatementOptions } from '../statement-options.ts';
import type { StoredRelation } from '../stored-relation.ts';
import type { Transaction } from '../transaction.ts';
import { alone, type RelationWrite, writeTogether } from '../write-together.ts';
import { settle } from './flush.ts';
import { writableStore } from './insert.ts';

/** TRUNCATE: takes away all rows of the tables, of all of them in one epoch. */
export async function truncate(
  context: EngineContext,
  { names }: Extract<StatementNode, { kind: 'truncate' }>,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const plan: PlanContext = { catalog: context.catalog.reader, parameters: [], mode: 'once' };
  const ids = names.map((name) => changedTable(findRelation(name, { plan }), 'truncate', name).id);
  const stores = [...new Set(ids)].map((id) => writableStore(context, id));
  const transaction = options.transaction ?? null;
  await alone(stores, async () => {
    await settle(context, options);
    const writes = stores.flatMap((store) => emptied(context, store, transaction));
    await writeTogether(writes, context.rounds);
  });
  return done('TRUNCATE TABLE');
}

/** What empties a table; a transaction keeps it for itself. */
function emptied(
  context: EngineContext,
  store: StoredRelation,
  transaction: Transaction | null,
): readonly RelationWrite[] {
  const committed = context.liveQuery(store.id)?.result?.batch() ?? null;
  const seen = transaction === null ? committed : transaction.seen(store.id, committed);
  const change = seen === null ? null : changeBatch(expandWeights(seen), null);
  if (change === null) return [];
  if (transaction === null) return [{ store, encoded: store.encode(change) }];
  transaction.change(store, change, committed);
  return [];
}
