import { assert } from '../common/assert.ts';
import { mergeBodies } from '../data/merge-bodies.ts';
import type { BodyFormat } from '../log/api.ts';

/** What the log does with bodies of columns. */
export const columnarBodies: BodyFormat = {
  /** Bodies of one topic only: they have one schema. */
  merge: (bodies) => {
    const merged = mergeBodies(bodies);
    assert(merged, 'bodies of one topic have one schema');
    return merged;
  },
  keys: () => null,
  select: () => {
    throw new Error('not supported yet');
  },
  timestamps: () => {
    throw new Error('not supported yet');
  },
  offsetDeltas: () => null,
};
