import { assert } from '../common/assert.ts';
import { rowOffsetDeltas, rowTimestamps, selectRows } from '../data/body-rows.ts';
import { mergeBodies } from '../data/merge-bodies.ts';
import { rowKeys } from '../data/row-keys.ts';
import { schemaKey } from '../data/schema-codec.ts';
import type { BodyFormat } from '../log/api.ts';

/** What the log does with bodies of columns. */
export const columnarBodies: BodyFormat = {
  /** Bodies of one topic only: they have one schema. */
  merge: (bodies) => {
    const merged = mergeBodies(bodies);
    assert(merged, 'bodies of one topic have one schema');
    return merged;
  },
  keys: (body, schema) => {
    const key = schemaKey(schema);
    return key === null ? null : rowKeys(body, key);
  },
  select: selectRows,
  timestamps: rowTimestamps,
  offsetDeltas: rowOffsetDeltas,
};
