import { assert } from '../../common/assert.ts';
import type { Batch } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { AggregateCall, SortKey } from '../../planner/physical/physical-plan.ts';
import { rowOrder } from '../sort-batch.ts';
import type { Accumulator } from './accumulator.ts';
import { GroupRows, type RowsOfGroups } from './group-rows.ts';
import { type KeptRow, valueRule } from './value-rules.ts';

/**
 * Aggregates that are of all values of a group in an order: string_agg, mode, percentiles, first and
 * last values, collections. Keeps the distinct rows of each group with their counts and answers
 * from all of them, sorted: the work for an answer grows with the group. Ties of the order are
 * decided by the values.
 */
export class KeptValuesAccumulator implements Accumulator {
  readonly #call: AggregateCall;
  readonly #types: readonly SqlType[];
  readonly #keepsNulls: boolean;
  readonly #keepsOne: boolean;
  readonly #rows: GroupRows;

  /**
   * With `keepsNulls` rows whose argument is NULL count, too. With `keepsOne` no row is ever taken
   * back, and one of each group says all: the others are forgotten with every answer.
   */
  constructor(call: AggregateCall, keepsNulls: boolean, keepsOne: boolean) {
    assert(call.argumentType, `${call.function} has an argument`);
    this.#call = call;
    this.#types = [call.argumentType, ...(call.others ?? []).map(({ type }) => type)];
    this.#keepsNulls = keepsNulls;
    this.#keepsOne = keepsOne;
    this.#rows = new GroupRows(this.#types);
  }

  grow(capacity: number): void {
    this.#rows.grow(capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
    others: readonly Vector[] = [],
  ): void {
    assert(argument, `${this.#call.function} has an argument`);
    const { filter } = this.#call;
    const condition = filter === undefined ? undefined : others[filter];
    const nulls = this.#keepsNulls ? null : missing(argument, this.#call.function, others);
    const left = leftOut(nulls, condition, rowCount);
    this.#rows.add(groups, [argument, ...others], rowCount, weights, left);
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof KeptValuesAccumulator, 'kept values merge with kept values');
    this.#rows.merge(other.#rows, targets);
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    const { columns, weights, starts } = this.#rows.rowsOf(groups);
    const order = rowOrder(this.#batch(columns, weights.length), this.#order);
    const places = Int32Array.from({ length: weights.length }, (_, i) => i);
    const rule = valueRule(this.#call, this.#types, columns);
    const datums: Datum[] = [];
    const kept = new Uint8Array(weights.length);
    for (let n = 0; n < groups.length; n += 1) {
      const own = places.subarray(starts[n], starts[n + 1]).sort(order);
      const rows = Array.from(own, (row): KeptRow => {
        const count = this.#call.distinct === true ? 1 : (weights[row] as number);
        return { row, count };
      });
      if (own.length > 0) kept[own.at(isLast(this.#call) ? -1 : 0) as number] = 1;
      const datum = rule(rows);
      if (datum === undefined) failed[n] = 1;
      datums.push(datum ?? null);
    }
    if (this.#keepsOne) this.#forget(groups, { columns, weights, starts }, kept);
    return vectorFromDatums(this.#call.type, datums);
  }

  /** Takes back the rows of groups that are not kept. */
  #forget(groups: Int32Array, { columns, weights, starts }: RowsOfGroups, kept: Uint8Array): void {
    if (weights.length === groups.length) return;
    const ids = new Int32Array(weights.length);
    for (let n = 0; n < groups.length; n += 1) {
      ids.fill(groups[n] as number, starts[n], starts[n + 1]);
    }
    const back = weights.map((weight) => -weight);
    this.#rows.add(ids, columns, weights.length, back, kept);
  }

  stateBytes(): number {
    return this.#rows.stateBytes;
  }

  get #order(): readonly SortKey[] {
    return this.#call.order ?? [];
  }

  #batch(columns: readonly Vector[], rowCount: number): Batch {
    const fields = this.#types.map((type) => ({ name: '', type, nullable: true }));
    return { schema: { fields }, rowCount, columns, weights: null, late: null };
  }
}

/** Whether the last row in order is the answer; of others that are of one row it is the first. */
function isLast({ function: name }: AggregateCall): boolean {
  return name === 'last_value' || name === 'last';
}

/** The rows without a value, or of arg_min and its like without a key. */
function missing(
  argument: Vector,
  name: AggregateCall['function'],
  [key]: readonly Vector[],
): Uint8Array | null {
  const isKeyed =
    name === 'arg_min' || name === 'arg_max' || name === 'min_by' || name === 'max_by';
  if (!isKeyed || key === undefined || key.nulls === null) return argument.nulls;
  if (argument.nulls === null) return key.nulls;
  const { nulls } = argument;
  return key.nulls.map((isNull, row) => isNull | (nulls[row] as number));
}

/** The rows that do not count: those of NULL, and those for which the condition is not true. */
function leftOut(
  nulls: Uint8Array | null,
  condition: Vector | undefined,
  rowCount: number,
): Uint8Array | null {
  if (condition === undefined) return nulls;
  assert(condition.kind === 'u8', 'a condition is a truth value');
  const left = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i += 1) {
    const holds =
      condition.values[i] === 1 && (condition.nulls === null || condition.nulls[i] === 0);
    left[i] = holds && (nulls === null || nulls[i] === 0) ? 0 : 1;
  }
  return left;
}
