import type { Vector } from '../../data/vector.ts';

/**
 * The state of one aggregate for all groups of a table: typed arrays indexed by group. All methods
 * work on whole batches.
 */
export type Accumulator = {
  /** Makes room for groups 0 … capacity − 1; new groups are empty. */
  readonly grow: (capacity: number) => void;
  /**
   * Adds row i (with its weight; negative takes back) to group groups[i]. NULL arguments are
   * skipped. `argument` is null for count(*); `others` are the columns that come with it.
   */
  readonly update: (
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
    others?: readonly Vector[],
  ) => void;
  /** Adds all of group s of another accumulator of the same kind to group targets[s]. */
  readonly merge: (other: Accumulator, targets: Int32Array) => void;
  /** One result per group. Sets failed[i] where the result of groups[i] is out of range. */
  readonly result: (groups: Int32Array, failed: Uint8Array) => Vector;
  readonly stateBytes: () => number;
};

/** A larger copy of a typed array of doubles. */
export function grownDoubles(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}
