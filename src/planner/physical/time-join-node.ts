import type { Field } from '../../data/batch.ts';

/**
 * A join by time: a left row beside the newest of the right rows with equal keys that are not newer
 * than it (with `strict`: that are older). With `outer` a left row without any comes beside NULLs.
 * Output: the left columns, then the right ones. NULL keys and NULL times match nothing.
 */
export type AsOfJoinNode = {
  readonly kind: 'asOfJoin';
  readonly left: number;
  readonly right: number;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** Time columns of the sides. */
  readonly leftTime: number;
  readonly rightTime: number;
  readonly strict: boolean;
  readonly outer: boolean;
  readonly leftWidth: number;
  /** Whether rows of a side may be taken back. */
  readonly leftMode: 'append' | 'updating';
  readonly rightMode: 'append' | 'updating';
  /** How far behind its watermark rows of a side may come, microseconds; null where they come at any time. */
  readonly leftLagMicros: number | null;
  readonly rightLagMicros: number | null;
  readonly fields: readonly Field[];
};

/**
 * A join with what the right side holds when the left row comes: what changes there later changes no
 * row that has come out. The left side only appends.
 */
export type LookupJoinNode = {
  readonly kind: 'lookupJoin';
  readonly left: number;
  readonly right: number;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** Whether a left row that meets nothing comes beside NULLs. */
  readonly outer: boolean;
  readonly leftWidth: number;
  readonly fields: readonly Field[];
};
