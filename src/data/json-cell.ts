import type { JsonBytes } from './json-bytes.ts';
import type { Nulls } from './vector.ts';

/** Writes the values of one column that are not NULL as JSON. */
export type JsonCell = {
  readonly nulls: Nulls;
  readonly write: (out: JsonBytes, row: number) => void;
};

/** How times are written: ISO 8601, or integer microseconds since 1970. */
export type TimeFormat = 'iso' | 'us';
