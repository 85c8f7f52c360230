import type { ColumnLayout } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';
import { Dataflow } from '../runtime/dataflow.ts';
import { consolidate, expandWeights } from '../runtime/state/row-set.ts';
import type { Notice } from './api.ts';
import { columnsChanged, sameLayout } from './column-layout.ts';
import type { EngineContext } from './engine-context.ts';
import { changedMeanwhile, ExpectedRows } from './expected-rows.ts';
import { findRows } from './find-rows.ts';
import { KeyedRows } from './keyed-rows.ts';
import type { ResultState } from './result-state.ts';
import { rowsAt } from './row-batches.ts';
import { rowsLike } from './rows-like.ts';
import { settle } from './statements/flush.ts';
import { refuseTaken, uniquesOf } from './statements/unique-rows.ts';
import type { StoredRelation } from './stored-relation.ts';
import { tablePlan } from './table-plan.ts';
import { alone, writeTogether } from './write-together.ts';

/** Rows that a transaction holds at most. */
const rowsMax = 1_000_000;

/** How far a transaction was: for each relation that it had changed, so many batches and what was expected. */
export type TransactionMark = {
  readonly rows: number;
  readonly changes: ReadonlyMap<
    string,
    { readonly batches: number; readonly expected: ExpectedRows['mark'] | null }
  >;
};

/** What a transaction has done to one relation. */
type Changes = {
  readonly store: StoredRelation;
  /** Where its columns lay when it was first changed. */
  readonly layout: ColumnLayout | undefined;
  /** In their order; rows of weight −1 are taken away. */
  readonly batches: Batch[];
  /** Of a table with a primary key. */
  readonly expected: ExpectedRows | null;
};

/** Changes of one transaction, held until COMMIT writes them as one. */
export class Transaction {
  readonly #context: EngineContext;
  readonly #changes = new Map<string, Changes>();
  #rows = 0;
  /** What reads see while it is frozen; null for all of it. */
  #frozen: TransactionMark | null = null;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Rows that are put there whatever there is. @throws SqlError 54000 for too many */
  insert(store: StoredRelation, rows: Batch): void {
    this.#add(store, rows).expected?.write(rows);
  }

  /**
   * A change that was made in view of the rows of a table as they were committed, `there`.
   * @throws SqlError 54000 for too many
   */
  change(store: StoredRelation, change: Batch, there: Batch | null): void {
    const { expected } = this.#add(store, change);
    const { definition } = store;
    if (expected === null || definition.kind !== 'table') return;
    expected.change(change, new KeyedRows(there, definition.fields, definition.primaryKey));
  }

  /** Where it stands, for `rollbackTo`. */
  mark(): TransactionMark {
    const changes = [...this.#changes].map(
      ([id, { batches, expected }]) =>
        [id, { batches: batches.length, expected: expected?.mark ?? null }] as const,
    );
    return { rows: this.#rows, changes: new Map(changes) };
  }

  /** Forgets what was changed since a mark was made. */
  rollbackTo({ rows, changes }: TransactionMark): void {
    this.#rows = rows;
    for (const [id, { batches, expected }] of [...this.#changes]) {
      const before = changes.get(id);
      if (before === undefined) {
        this.#changes.delete(id);
        continue;
      }
      batches.length = before.batches;
      if (before.expected !== null) expected?.rollback(before.expected);
    }
  }

  /**
   * From now on reads see only what has been changed so far: the parts of one statement see the
   * same rows. Answers how to end that.
   */
  freeze(): () => void {
    const before = this.#frozen;
    this.#frozen ??= this.mark();
    return () => {
      this.#frozen = before;
    };
  }

  /** The rows of a relation as the transaction sees them, from those that are committed. */
  seen(id: string, rows: Batch | null): Batch | null {
    const changes = this.#changes.get(id);
    if (changes === undefined) return rows;
    refuseOther(changes);
    if (this.#frozen === null) return rowsAfter(changes, rows);
    const batches = changes.batches.slice(0, this.#frozen.changes.get(id)?.batches ?? 0);
    return batches.length === 0 ? rows : rowsAfter({ ...changes, batches }, rows);
  }

  /** What a query does not see of the changes. */
  unseenBy({ nodes }: PhysicalPlan): readonly Notice[] {
    const { size } = this.#frozen?.changes ?? this.#changes;
    if (size === 0) return [];
    const names = nodes.flatMap((node) => {
      if (node.kind !== 'scan') return [];
      const { relation, relationName } = node;
      const changed = this.#changes.get(relation);
      if (changed?.store.definition.kind === 'table') return [];
      const isView = this.#context.catalog.get(relation)?.definition.kind === 'materialized view';
      return changed !== undefined || isView ? [relationName] : [];
    });
    if (names.length === 0) return [];
    return [
      {
        severity: 'NOTICE',
        message: `"${names.join('", "')}" shows changes of this transaction only after COMMIT`,
      },
    ];
  }

  /**
   * Writes all changes as one.
   * @throws SqlError 40001 when a row was changed by somebody else meanwhile, 53100, 58030 as the log does
   */
  async commit(signal?: AbortSignal): Promise<void> {
    const all = [...this.#changes.values()];
    if (all.length === 0) return;
    for (const changes of all) refuseOther(changes);
    await alone(
      all.map(({ store }) => store),
      async () => {
        const tables = all.filter(({ store }) => store.definition.kind === 'table');
        if (tables.length > 0) await settle(this.#context, { signal });
        for (const changes of tables) this.#check(changes);
        const writes = all.map(({ store, batches }) => ({
          store,
          encoded: batches.flatMap((batch) => store.encode(batch)),
        }));
        await writeTogether(writes, this.#context.rounds);
      },
    );
  }

  #check(changes: Changes): void {
    const { store, expected } = changes;
    const result = this.#context.liveQuery(store.id)?.result ?? null;
    this.#checkUnique(changes);
    if (expected !== null) expected.check(result);
    else if (takesTooMuch(changes, result)) throw changedMeanwhile(store.definition.name);
  }

  /** Somebody else may have taken a value that is unique meanwhile. @throws SqlError 23505 */
  #checkUnique({ store, batches }: Changes): void {
    const { definition } = store;
    if (definition.kind !== 'table') return;
    const uniques = uniquesOf(this.#context.catalog, definition);
    if (uniques.length === 0) return;
    const put = rowsAfter({ store, batches }, null);
    const added = put === null ? null : whereWeight(put, (weight) => weight > 0);
    if (added === null) return;
    const written = concatBatches(batches);
    const removed =
      definition.primaryKey.length > 0 ? written : whereWeight(written, (weight) => weight < 0);
    refuseTaken({ removed, added }, definition, uniques, findRows(this.#context, store.id));
  }

  #add(store: StoredRelation, batch: Batch): Changes {
    if (this.#rows + batch.rowCount > rowsMax) {
      throw new SqlError(
        sqlState.programLimitExceeded,
        `a transaction cannot change more than ${rowsMax} rows`,
        { hint: 'COMMIT from time to time.' },
      );
    }
    this.#rows += batch.rowCount;
    let changes = this.#changes.get(store.id);
    if (changes === undefined) {
      const { definition } = store;
      const isKeyed = definition.kind === 'table' && definition.primaryKey.length > 0;
      changes = {
        store,
        layout: definition.layout,
        batches: [],
        expected: isKeyed ? new ExpectedRows(definition) : null,
      };
      this.#changes.set(store.id, changes);
    }
    refuseOther(changes);
    changes.batches.push({ ...batch, schema: store.schema });
    return changes;
  }
}

/** Rows that are held do not fit any more once columns have come or gone. @throws SqlError 40001 */
function refuseOther({ store: { definition }, layout }: Changes): void {
  if (!sameLayout(definition.layout, layout)) throw columnsChanged(definition.name);
}

function rowsAfter(
  { store, batches }: Pick<Changes, 'store' | 'batches'>,
  rows: Batch | null,
): Batch | null {
  const all = rows === null ? batches : [rows, ...batches];
  if (store.definition.kind !== 'table') return rows;
  const plan = tablePlan(store.definition);
  const dataflow = new Dataflow(plan);
  for (const batch of all) dataflow.take(0, batch);
  const { changes } = dataflow.endStep(new Map([[0, Number.POSITIVE_INFINITY]]));
  return changes;
}

function whereWeight(batch: Batch, holds: (weight: number) => boolean): Batch | null {
  const rows = [...Array(batch.rowCount).keys()];
  const kept = rowsAt(
    batch,
    rows.filter((row) => holds(batch.weights?.[row] ?? 1)),
  );
  return kept === null
    ? null
    : expandWeights({ ...kept, weights: kept.weights?.map(Math.abs) ?? null });
}

/** Without a key a row can be taken away as often as it is there. */
function takesTooMuch({ store, batches }: Changes, result: ResultState | null): boolean {
  if (batches.every(({ weights }) => weights === null)) return false;
  const written = concatBatches(batches);
  const current = result === null ? null : rowsLike(result, written, store.definition);
  const all = current === null ? batches : [current, ...batches];
  const sum = consolidate(store.schema, all);
  return sum?.weights?.some((weight) => weight < 0) ?? false;
}
