import type { Random } from '../../common/random.ts';
import type { DictionaryBuilder } from '../../data/dictionary-builder.ts';
import type { VectorBuilder } from '../../data/vector-builder.ts';

/** Makes the values of a column, one by one. */
export type ValueGenerator = {
  readonly builder: VectorBuilder | DictionaryBuilder;
  /** Appends the value of a row: `row` counts from the first row ever, `dueMicros` is its time. */
  readonly append: (random: Random, row: number, dueMicros: number) => void;
};
