import type { Batch, Field } from '../../data/batch.ts';
import { compareDatums } from '../../data/compare-datums.ts';
import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { SortKey, TopNode } from '../../planner/physical/physical-plan.ts';
import { wholeOrder } from '../sort-batch.ts';
import { GroupKernels, GroupTable } from '../state/group-table.ts';
import { RowStore } from '../state/row-store.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { sortRanks } from './sort-ranks.ts';

/** More rows than this of one of many partitions are not kept in a list that is searched from its end. */
const partitionRowsMax = 64;

/** The same where there is one partition. */
const rowsMax = 1024;

/** Whether `AppendTopOperator` is made for a node. */
export function isAppendTop({ inputMode, withTies, limit, offset, partition }: TopNode): boolean {
  if (inputMode !== 'append' || withTies || limit === null) return false;
  const wanted = offset + limit;
  return wanted > 0 && wanted <= (partition.length === 0 ? rowsMax : partitionRowsMax);
}

/**
 * The first few rows of each partition of rows that are only appended. A row that does not come
 * before the last of a full list is gone after one comparison; the others go into the list of their
 * partition. At the end of a step the lists that changed are told: what fell out is taken back,
 * what came in is inserted, and with numbers also what moved. Keeps the rows of the lists alone.
 */
export class AppendTopOperator implements Operator {
  readonly #node: TopNode;
  readonly #context: OperatorContext;
  readonly #input: readonly Field[];
  /** The sort keys, then the other columns: no two rows are peers unless they are equal. */
  readonly #keys: readonly SortKey[];
  readonly #wanted: number;
  readonly #partitions: GroupTable;
  readonly #rows: RowStore;
  /** Per partition its rows in order: rows by number at [partition × wanted …). */
  #lists: Int32Array;
  #counts: Int32Array;
  #isTouched: Uint8Array;
  #touched: number[] = [];
  /** Per row its rank by each sort key (see `sortRanks`), and its place when it was last told, 0 for not yet. */
  #ranks: Float64Array[];
  #told: Int32Array;
  /** Per sort key whether equal ranks mean equal values, so that the next key decides. */
  readonly #isExact: boolean[];
  /** Rows that were told and have fallen out. */
  #fallen: number[] = [];
  /** The batch that is being taken, and per row by number where in it the row is; −1 for rows of earlier ones. */
  #batch: Batch | null = null;
  #pending: Int32Array;

  constructor(node: TopNode, context: OperatorContext) {
    const { fields, numbered, partition, order, limit, offset } = node;
    this.#node = node;
    this.#context = context;
    this.#input = fields.slice(0, fields.length - numbered);
    this.#keys = wholeOrder(order, this.#input.length);
    this.#wanted = offset + (limit ?? 0);
    this.#partitions = new GroupTable(
      new GroupKernels(partition.map((column) => (fields[column] as Field).type)),
    );
    this.#rows = new RowStore(this.#input);
    const { capacity } = this.#partitions;
    this.#lists = new Int32Array(capacity * this.#wanted);
    this.#counts = new Int32Array(capacity);
    this.#isTouched = new Uint8Array(capacity);
    this.#ranks = order.map(() => new Float64Array(this.#rows.capacity));
    this.#told = new Int32Array(this.#rows.capacity);
    this.#isExact = order.map(({ column }) => isWhole((fields[column] as Field).type));
    this.#pending = new Int32Array(this.#rows.capacity).fill(-1);
  }

  take(_port: number, batch: Batch): void {
    const { partition, order } = this.#node;
    const keys = partition.map((column) => batch.columns[column] as Vector);
    const partitions = this.#partitions.locate(keys, batch.rowCount);
    this.#fit();
    const ranks = sortRanks(batch, order);
    for (const [k, { column }] of order.entries()) {
      // Integers beyond ±2^53 have been rounded.
      if (batch.columns[column]?.kind === 'i64') this.#isExact[k] = false;
    }
    const entered: number[] = [];
    this.#batch = batch;
    for (let row = 0; row < batch.rowCount; row += 1) {
      const copies = batch.weights === null ? 1 : (batch.weights[row] as number);
      for (let n = Math.min(copies, this.#wanted); n > 0; n -= 1) {
        const slot = this.#enter(partitions[row] as number, row, ranks);
        if (slot < 0) break;
        entered.push(slot);
      }
    }
    this.#keep(batch, entered);
    this.#batch = null;
  }

  endStep(watermarks: readonly number[]): number {
    if (this.#touched.length > 0) this.#tell();
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    const lists = this.#lists.byteLength + this.#counts.byteLength + this.#isTouched.byteLength;
    const ranks = this.#ranks.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
    const beside = lists + ranks + this.#told.byteLength + this.#pending.byteLength;
    const bytes = this.#partitions.stateBytes + this.#rows.stateBytes + beside;
    return { rows: this.#rows.rows, bytes };
  }

  /** Puts a row into the list of its partition; its number, −1 when it comes behind a full list. */
  #enter(partition: number, row: number, ranks: readonly Float64Array[]): number {
    const start = partition * this.#wanted;
    const count = this.#counts[partition] as number;
    const lists = this.#lists;
    const isFull = count === this.#wanted;
    if (isFull && !this.#isBefore(row, ranks, lists[start + count - 1] as number)) return -1;
    let place = start + count;
    if (isFull) {
      place -= 1;
      this.#remove(lists[place] as number);
    } else this.#counts[partition] = count + 1;
    while (place > start && this.#isBefore(row, ranks, lists[place - 1] as number)) {
      lists[place] = lists[place - 1] as number;
      place -= 1;
    }
    const slot = this.#rows.take();
    this.#fitRows();
    for (let k = 0; k < ranks.length; k += 1) {
      (this.#ranks[k] as Float64Array)[slot] = (ranks[k] as Float64Array)[row] as number;
    }
    this.#pending[slot] = row;
    lists[place] = slot;
    if (this.#isTouched[partition] === 0) {
      this.#isTouched[partition] = 1;
      this.#touched.push(partition);
    }
    return slot;
  }

  #isBefore(row: number, ranks: readonly Float64Array[], slot: number): boolean {
    for (let k = 0; k < ranks.length; k += 1) {
      const own = (ranks[k] as Float64Array)[row] as number;
      const other = (this.#ranks[k] as Float64Array)[slot] as number;
      if (own !== other) return own < other;
      if (this.#isExact[k] === false) break;
    }
    return this.#isBeforeByValue(row, slot);
  }

  /** By the values themselves: ranks are the same. */
  #isBeforeByValue(row: number, slot: number): boolean {
    for (const { column, descending, nullsFirst } of this.#keys) {
      const { type } = this.#input[column] as Field;
      const own = datumAt((this.#batch as Batch).columns[column] as Vector, type, row);
      const other = this.#datum(slot, column, type);
      if (own === null || other === null) {
        if (own === other) continue;
        return (own === null) === nullsFirst;
      }
      const difference = compareDatums(own, type, other, type);
      if (difference !== 0) return descending ? difference > 0 : difference < 0;
    }
    return false;
  }

  #datum(slot: number, column: number, type: SqlType): Datum {
    const row = this.#pending[slot] as number;
    if (row < 0) return this.#rows.datum(slot, column);
    return datumAt((this.#batch as Batch).columns[column] as Vector, type, row);
  }

  #remove(slot: number): void {
    if (this.#told[slot] !== 0) {
      this.#fallen.push(slot);
      return;
    }
    this.#pending[slot] = -1;
    this.#rows.drop(slot);
  }

  /** Copies the rows of a batch that are still in a list when all of it has been looked at. */
  #keep(batch: Batch, entered: readonly number[]): void {
    const slots: number[] = [];
    const rows: number[] = [];
    for (const slot of entered) {
      const row = this.#pending[slot] as number;
      if (row < 0) continue;
      this.#pending[slot] = -1;
      slots.push(slot);
      rows.push(row);
    }
    if (slots.length > 0) {
      this.#rows.put(batch.columns, Int32Array.from(rows), Int32Array.from(slots));
    }
  }

  #tell(): void {
    const changes = new Changes();
    for (const slot of this.#fallen) {
      changes.add(slot, this.#shown(this.#told[slot] as number), 0);
    }
    for (const partition of this.#touched) {
      this.#isTouched[partition] = 0;
      const start = partition * this.#wanted;
      const count = this.#counts[partition] as number;
      for (let place = 1; place <= count; place += 1) {
        const slot = this.#lists[start + place - 1] as number;
        changes.add(slot, this.#shown(this.#told[slot] as number), this.#shown(place));
        this.#told[slot] = place;
      }
    }
    this.#emit(changes);
    for (const slot of this.#fallen) {
      this.#told[slot] = 0;
      this.#rows.drop(slot);
    }
    this.#fallen = [];
    this.#touched = [];
  }

  /** The number that a row at a place is told with; 0 for rows that are not told. */
  #shown(place: number): number {
    if (place <= this.#node.offset) return 0;
    return this.#node.numbered > 0 ? place : 1;
  }

  #emit({ slots, numbers, weights }: Changes): void {
    const rowCount = slots.length;
    if (rowCount === 0) return;
    const added = Array.from(
      { length: this.#node.numbered },
      (): Vector => ({ kind: 'f64', values: Float64Array.from(numbers), nulls: null }),
    );
    this.#context.emit({
      schema: { fields: this.#node.fields },
      rowCount,
      columns: [...this.#rows.vectors(Int32Array.from(slots)), ...added],
      weights: weights.includes(-1) ? Int32Array.from(weights) : null,
      late: null,
    });
  }

  #fit(): void {
    const { capacity } = this.#partitions;
    if (this.#counts.length >= capacity) return;
    this.#lists = grownIntegers(this.#lists, capacity * this.#wanted);
    this.#counts = grownIntegers(this.#counts, capacity);
    const isTouched = new Uint8Array(capacity);
    isTouched.set(this.#isTouched);
    this.#isTouched = isTouched;
  }

  #fitRows(): void {
    const { capacity } = this.#rows;
    if (this.#told.length >= capacity) return;
    this.#told = grownIntegers(this.#told, capacity);
    const pending = new Int32Array(capacity).fill(-1);
    pending.set(this.#pending);
    this.#pending = pending;
    this.#ranks = this.#ranks.map((ranks) => {
      const larger = new Float64Array(capacity);
      larger.set(ranks);
      return larger;
    });
  }
}

/** Rows by number with the number that they are told with and their weight. */
class Changes {
  readonly slots: number[] = [];
  readonly numbers: number[] = [];
  readonly weights: number[] = [];

  /** A row that was told with a number (0: not at all) is told with another one. */
  add(slot: number, before: number, after: number): void {
    if (before === after) return;
    if (before > 0) this.#push(slot, before, -1);
    if (after > 0) this.#push(slot, after, 1);
  }

  #push(slot: number, number: number, weight: number): void {
    this.slots.push(slot);
    this.numbers.push(number);
    this.weights.push(weight);
  }
}

/** Whether the type's values are whole numbers. */
function isWhole(type: SqlType): boolean {
  return ['u8', 'i32', 'integer64'].includes(storageOf(type));
}

function grownIntegers(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
