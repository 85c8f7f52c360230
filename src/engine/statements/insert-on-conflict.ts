import type { TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { PlannedConflict, PlannedQuery } from '../../planner/api.ts';
import type { PhysicalPlan } from '../../planner/physical/physical-plan.ts';
import type { Notice } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { changeBatch, columnsFrom, rowsAt } from '../row-batches.ts';
import { runRows } from '../run-rows.ts';
import { sessionZoneName } from '../session/zone-setting.ts';
import type { StatementOptions } from '../statement-options.ts';
import type { StoredRelation } from '../stored-relation.ts';
import { refuseByChecks } from './check-constraints.ts';
import { refuseDuplicates, refuseNulls } from './check-rows.ts';
import { type CurrentRows, inTurn } from './put-changes.ts';
import { runPlanned, withoutHidden } from './select.ts';
import { refuseTaken, uniquesOf } from './unique-rows.ts';

/** An INSERT … ON CONFLICT into a table with a primary key. */
type ConflictInsert = {
  readonly relation: TableDefinition;
  readonly conflict: PlannedConflict;
  readonly query: PlannedQuery;
  readonly store: StoredRelation;
  readonly position: Position;
};

/** The rows that a statement puts. */
type Put = {
  /** All of them, in the order of the rows that were to be inserted. */
  readonly rows: Batch | null;
  /** Rows whose key goes. */
  readonly removed: Batch | null;
  readonly change: Batch | null;
};

/**
 * Inserts rows whose key is not there; the others are left away, or change the row that is there.
 * Answers the rows as they were put. @throws SqlError 21000, 23502, 23505 and those of writes
 */
export async function insertOnConflict(
  context: EngineContext,
  insert: ConflictInsert,
  options: StatementOptions,
): Promise<{ readonly rows: Batch | null; readonly notices: readonly Notice[] }> {
  const { query, relation, store, position } = insert;
  return await inTurn(context, store, options, async (current) => {
    const { batch: found, notices } = await runPlanned(context, query, options);
    const batch = withoutHidden(found, query.physical);
    if (batch === null) return { change: null, result: { rows: null, notices } };
    const proposed = { ...batch, schema: store.schema };
    refuseNulls(proposed, relation, position);
    const there = new KeyedRows(current.seen(proposed), relation.fields, relation.primaryKey);
    const { rows, removed, change } =
      insert.conflict.kind === 'nothing'
        ? newRows(proposed, there)
        : putRows(context, insert, {
            proposed,
            there,
            current,
            ...insert.conflict,
            zone: sessionZoneName(options.session),
          });
    if (rows !== null) {
      refuseByChecks(context, rows, relation);
      const uniques = uniquesOf(context.catalog, relation);
      refuseTaken({ removed, added: rows }, relation, uniques, current.by);
    }
    return { change, result: { rows, notices } };
  });
}

/** DO NOTHING: the first row of each key that is not there. */
function newRows(proposed: Batch, there: KeyedRows): Put {
  const taken = new Set<number>();
  const kept: number[] = [];
  for (const [row, place] of there.find(proposed).entries()) {
    if (place < there.rows || taken.has(place)) continue;
    taken.add(place);
    kept.push(row);
  }
  const rows = rowsAt(proposed, kept);
  return { rows, removed: null, change: rows };
}

/** DO UPDATE. */
function putRows(
  context: EngineContext,
  { relation, position }: ConflictInsert,
  {
    proposed,
    there,
    current,
    update,
    assigned,
    zone,
  }: {
    readonly current: CurrentRows;
    readonly proposed: Batch;
    readonly there: KeyedRows;
    readonly update: PhysicalPlan;
    readonly assigned: readonly number[];
    readonly zone: string;
  },
): Put {
  const places = there.find(proposed);
  refuseTwice(places, position);
  const fresh: number[] = [];
  const met: number[] = [];
  for (const [row, place] of places.entries()) (place < there.rows ? met : fresh).push(row);
  const inserted = rowsAt(proposed, fresh);
  const pairs = pairsOf(proposed, there, { met, places });
  const updated = pairs === null ? null : runRows(update, pairs, context.clock, zone);
  if (updated === null) return { rows: inserted, removed: null, change: inserted };
  const rows = columnsFrom(updated, 0, proposed.schema);
  refuseNulls(rows, relation, position);
  const numbers = numbersOf(updated.columns.at(-1) as Vector);
  const all = inserted === null ? rows : concatBatches([inserted, rows]);
  const ordered = inOrder(all, [...fresh, ...numbers]);
  if (!relation.primaryKey.some((column) => assigned.includes(column))) {
    return { rows: ordered, removed: null, change: all };
  }
  const removed = rowsAt(
    there.batch as Batch,
    numbers.map((row) => places[row] as number),
  ) as Batch;
  refuseDuplicates({ removed, added: all }, current.seen(all), relation, position);
  return { rows: ordered, removed, change: changeBatch(removed, all) };
}

/** @throws SqlError 21000 when two of the rows have one key */
function refuseTwice(places: Int32Array, position: Position): void {
  if (new Set(places).size === places.length) return;
  throw new SqlError(
    sqlState.cardinalityViolation,
    'ON CONFLICT DO UPDATE command cannot affect row a second time',
    {
      hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
      position,
    },
  );
}

/** What DO UPDATE is computed from: the row that is there, the one to be inserted, its number. */
function pairsOf(
  proposed: Batch,
  there: KeyedRows,
  { met, places }: { readonly met: readonly number[]; readonly places: Int32Array },
): Batch | null {
  const excluded = rowsAt(proposed, met);
  const existing = rowsAt(
    there.batch ?? proposed,
    met.map((row) => places[row] as number),
  );
  if (excluded === null || existing === null) return null;
  const numbers: Vector = { kind: 'i32', values: Int32Array.from(met), nulls: null };
  return {
    schema: {
      fields: [
        ...existing.schema.fields,
        ...excluded.schema.fields,
        { name: 'pair', type: { kind: 'integer' }, nullable: false },
      ],
    },
    rowCount: met.length,
    columns: [...existing.columns, ...excluded.columns, numbers],
    weights: null,
    late: null,
  };
}

function numbersOf(vector: Vector): readonly number[] {
  return vector.kind === 'i32' ? [...vector.values] : [];
}

/** Rows in the order of their numbers. */
function inOrder(rows: Batch, numbers: readonly number[]): Batch {
  const order = [...numbers.keys()].sort((a, b) => (numbers[a] as number) - (numbers[b] as number));
  return gatherBatch(rows, Int32Array.from(order), order.length);
}
