import type { Batch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';

/** About how many bytes the rows of a batch take; a dictionary, which is shared, not counted. */
export function batchBytes({ columns }: Batch): number {
  return columns.reduce((sum, column) => sum + vectorBytes(column), 0);
}

function vectorBytes(vector: Vector): number {
  switch (vector.kind) {
    case 'text': {
      const { offsets } = vector;
      const [first = 0, last = 0] = [offsets[0], offsets.at(-1)];
      return offsets.byteLength + last - first;
    }
    case 'dictionary':
      return vector.codes.byteLength;
    default:
      return vector.values.byteLength;
  }
}
