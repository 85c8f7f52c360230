import { assert } from '../../common/assert.ts';
import type { Field } from '../../data/batch.ts';
import { pseudoColumn } from '../physical/physical-plan.ts';

/** What every record of a stream has besides its columns, by column number. */
export const pseudoColumns: ReadonlyMap<number, Field> = new Map<number, Field>([
  [pseudoColumn.timestamp, { name: '_timestamp', type: { kind: 'timestamptz' }, nullable: false }],
  [pseudoColumn.partition, { name: '_partition', type: { kind: 'integer' }, nullable: false }],
  [pseudoColumn.offset, { name: '_offset', type: { kind: 'bigint' }, nullable: false }],
]);

/** The field of a pseudo-column. */
export function pseudoField(column: number): Field {
  const field = pseudoColumns.get(column);
  assert(field, `pseudo-column ${column} exists`);
  return field;
}
