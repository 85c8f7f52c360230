import { sqlState } from '../../common/sql-error.ts';
import { concatVectors } from '../../data/concat-batches.ts';
import { gatherVector } from '../../data/gather.ts';
import { sliceVector, type Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { SortKey, WindowCall, WindowFrame } from '../../planner/physical/physical-plan.ts';
import type { Accumulator } from '../aggregate/accumulator.ts';
import { argumentColumns, type CallColumns } from '../aggregate/call-columns.ts';
import { makeAccumulator } from '../aggregate/make-accumulator.ts';
import { excludedRows } from './frame-exclusion.ts';
import { type Frames, framesOf } from './frames.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

type AggregateOver = Extract<WindowCall, { kind: 'aggregate' }>;

/**
 * An aggregate over the frame of every row. The accumulator follows the frame: rows that it gains
 * are added, rows that it loses are taken back, which is exact for every aggregate.
 */
export function frameAggregate(
  { call, frame, type }: AggregateOver,
  sorted: SortedPartitions,
  order: readonly SortKey[],
  failed: (row: number, code: string) => void,
): Vector {
  const columns = argumentColumns(call, sorted.batch.columns);
  const grows = frame.start.kind === 'first' && frame.exclude === null;
  const accumulator = makeAccumulator(call, grows ? 'append' : 'updating');
  const results = isWhole(frame, order)
    ? wholePartitions(accumulator, columns, sorted)
    : followFrames(accumulator, columns, sorted, framesOf(frame, sorted, order), frame);
  for (let i = 0; i < results.failed.length; i += 1) {
    if (results.failed[i] === 1) failed(i, sqlState.numericValueOutOfRange);
  }
  return results.vector ?? vectorFromDatums(type, []);
}

type Results = { readonly vector: Vector | null; readonly failed: Uint8Array };

function isWhole({ unit, start, end, exclude }: WindowFrame, order: readonly SortKey[]): boolean {
  if (exclude !== null || start.kind !== 'first') return false;
  return end.kind === 'last' || (end.kind === 'current' && unit !== 'rows' && order.length === 0);
}

/** One answer for all rows of a partition. */
function wholePartitions(
  accumulator: Accumulator,
  { argument, others }: CallColumns,
  { batch, starts }: SortedPartitions,
): Results {
  const partitions = starts.length - 1;
  const ofRow = new Int32Array(batch.rowCount);
  for (let p = 0; p < partitions; p += 1) ofRow.fill(p, starts[p], starts[p + 1]);
  accumulator.grow(partitions);
  accumulator.update(ofRow, batch.rowCount, argument, null, others);
  const failed = new Uint8Array(partitions);
  const all = Int32Array.from({ length: partitions }, (_, p) => p);
  const vector = gatherVector(accumulator.result(all, failed), ofRow, batch.rowCount);
  return { vector, failed: Uint8Array.from(ofRow, (p) => failed[p] as number) };
}

function followFrames(
  accumulator: Accumulator,
  columns: CallColumns,
  sorted: SortedPartitions,
  frames: Frames,
  { exclude }: WindowFrame,
): Results {
  const { batch, starts } = sorted;
  const follower = new FrameFollower(accumulator, columns, starts.length - 1);
  const answerOf = new Int32Array(batch.rowCount);
  for (let p = 0; p + 1 < starts.length; p += 1) {
    follower.begin(p, starts[p] as number);
    for (let i = starts[p] as number; i < (starts[p + 1] as number); i += 1) {
      const excluded = excludedRows(exclude, frames, sorted, i);
      answerOf[i] = follower.answer(frames.from[i] as number, frames.to[i] as number, excluded);
    }
  }
  return follower.results(answerOf);
}

/** Walks an accumulator from frame to frame; equal frames share an answer. */
class FrameFollower {
  readonly #accumulator: Accumulator;
  readonly #columns: CallColumns;
  readonly #answers: Vector[] = [];
  readonly #failed: number[] = [];
  #group = new Int32Array(1);
  #groups = new Int32Array(0);
  #from = 0;
  #to = 0;
  #isAnswered = false;

  constructor(accumulator: Accumulator, columns: CallColumns, partitions: number) {
    this.#accumulator = accumulator;
    this.#columns = columns;
    accumulator.grow(Math.max(1, partitions));
  }

  /** Goes on with an empty frame in another partition. */
  begin(partition: number, at: number): void {
    this.#group = Int32Array.of(partition);
    this.#groups = new Int32Array(0);
    this.#from = at;
    this.#to = at;
    this.#isAnswered = false;
  }

  /** The number of the answer for a frame without some stretches of it. */
  answer(from: number, to: number, excluded: readonly number[]): number {
    this.#moveTo(from, to);
    if (excluded.length === 0 && this.#isAnswered) return this.#answers.length - 1;
    for (let s = 0; s < excluded.length; s += 2) {
      this.#add(excluded[s] as number, excluded[s + 1] as number, -1);
    }
    const failed = new Uint8Array(1);
    this.#answers.push(this.#accumulator.result(this.#group, failed));
    this.#failed.push(failed[0] as number);
    for (let s = 0; s < excluded.length; s += 2) {
      this.#add(excluded[s] as number, excluded[s + 1] as number, 1);
    }
    this.#isAnswered = excluded.length === 0;
    return this.#answers.length - 1;
  }

  results(answerOf: Int32Array): Results {
    if (this.#answers.length === 0) return { vector: null, failed: new Uint8Array(0) };
    const all = concatVectors(this.#answers);
    const failed = Uint8Array.from(answerOf, (answer) => this.#failed[answer] as number);
    return { vector: gatherVector(all, answerOf, answerOf.length), failed };
  }

  #moveTo(from: number, to: number): void {
    if (from === this.#from && to === this.#to) return;
    this.#isAnswered = false;
    if (from >= this.#to || to <= this.#from) {
      this.#add(this.#from, this.#to, -1);
      this.#add(from, to, 1);
    } else {
      this.#add(this.#from, from, -1);
      this.#add(from, this.#from, 1);
      this.#add(this.#to, to, 1);
      this.#add(to, this.#to, -1);
    }
    this.#from = from;
    this.#to = to;
  }

  #add(from: number, to: number, weight: 1 | -1): void {
    const rows = to - from;
    if (rows <= 0) return;
    if (this.#groups.length < rows) {
      this.#groups = new Int32Array(rows * 2).fill(this.#group[0] as number);
    }
    const { argument, others } = this.#columns;
    this.#accumulator.update(
      this.#groups.subarray(0, rows),
      rows,
      argument === null ? null : sliceVector(argument, from, to),
      weight === 1 ? null : new Int32Array(rows).fill(-1),
      others.map((column) => sliceVector(column, from, to)),
    );
  }
}
