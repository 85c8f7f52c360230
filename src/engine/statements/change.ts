import type { Position } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { type PlannedChange, planChanges } from '../../planner/change/plan-change.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { changeBatch, columnsFrom, rowsAt } from '../row-batches.ts';
import type { StatementOptions } from '../statement-options.ts';
import { refuseByChecks } from './check-constraints.ts';
import { refuseDuplicates, refuseNulls } from './check-rows.ts';
import { writableStore } from './insert.ts';
import { type CurrentRows, inTurn } from './put-changes.ts';
import { returned } from './returned.ts';
import { runPlanned } from './select.ts';
import { refuseTaken, uniquesOf } from './unique-rows.ts';

type Change = Extract<StatementNode, { kind: 'update' | 'delete' }>;

/** UPDATE and DELETE: answer when the change is durable and visible, or held for COMMIT. */
export async function change(
  context: EngineContext,
  statement: Change,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const planContext = {
    catalog: context.catalog.reader,
    parameters: options.parameters ?? [],
    mode: 'once',
  } as const;
  const planned = planChanges(statement, planContext);
  const { relation, query, returning } = planned;
  const store = writableStore(context, relation.id);
  const command = statement.kind === 'update' ? 'UPDATE' : 'DELETE';
  return await inTurn(context, store, options, async (current) => {
    const { batch, notices } = await runPlanned(context, query, options);
    const rows =
      batch !== null && planned.isJoined ? eachOnce(batch, current.seen(batch), planned) : batch;
    const all = [...query.notices, ...notices];
    const fields = returning ?? [];
    const kept = query.physical.output.fields.length - fields.length;
    const answer = rows === null ? null : columnsFrom(rows, kept, { fields });
    return {
      change: rows === null ? null : changeOf(context, rows, current, planned, statement.position),
      result: returned(
        command,
        rows?.rowCount ?? 0,
        returning === null ? null : { fields, batch: answer },
        all,
      ),
    };
  });
}

/** The change as the log keeps it. @throws SqlError 23502, 23505 */
function changeOf(
  context: EngineContext,
  rows: Batch,
  current: CurrentRows,
  { kind, relation, assigned }: PlannedChange,
  position: Position,
): Batch | null {
  const schema = { fields: relation.fields };
  const removed = columnsFrom(rows, 0, schema);
  if (kind === 'delete') return changeBatch(removed, null);
  const added = columnsFrom(rows, relation.fields.length, schema);
  refuseNulls(added, relation, position);
  refuseByChecks(context, added, relation);
  const uniques = uniquesOf(context.catalog, relation).filter(({ columns }) =>
    columns.some((column) => isAssigned(relation, assigned, column)),
  );
  refuseTaken({ removed, added }, relation, uniques, current.by);
  const { primaryKey } = relation;
  if (primaryKey.length === 0) return changeBatch(removed, added);
  // A row with the key of another takes its place: only keys that go must be taken away.
  if (!primaryKey.some((column) => isAssigned(relation, assigned, column))) return added;
  const there = current.seen(concatBatches([removed, added]));
  refuseDuplicates({ removed, added }, there, relation, position);
  return changeBatch(removed, added);
}

/** Whether an UPDATE changes a column: a generated one changes with any. */
function isAssigned(
  { generated }: PlannedChange['relation'],
  assigned: readonly number[],
  column: number,
): boolean {
  return assigned.includes(column) || (generated?.[column] ?? null) !== null;
}

/**
 * The first of the rows that a row of the table has become by joining it with others. Without a
 * primary key a row that stands several times in the table comes as often.
 */
function eachOnce(rows: Batch, current: Batch | null, { relation }: PlannedChange): Batch | null {
  const { fields, primaryKey } = relation;
  const keys = primaryKey.length > 0 ? primaryKey : [...fields.keys()];
  const there = new KeyedRows(current, fields, keys);
  const seen = new Set<number>();
  const kept: number[] = [];
  for (const [row, place] of there.find(rows).entries()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const times = there.batch?.weights?.[place] ?? 1;
    for (let n = 0; n < times; n += 1) kept.push(row);
  }
  return kept.length === rows.rowCount
    ? gatherBatch(rows, Int32Array.from(kept), kept.length)
    : rowsAt(rows, kept);
}
