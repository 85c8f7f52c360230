import type { Batch, Field } from '../../data/batch.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';

/** What a statement that changes rows answers: how many, and with RETURNING the rows. */
export function returned(
  command: 'INSERT' | 'UPDATE' | 'DELETE',
  rowCount: number,
  rows: { readonly fields: readonly Field[]; readonly batch: Batch | null } | null,
  notices: readonly Notice[],
): StatementOutcome {
  if (rows === null) return done(command, rowCount, notices);
  const { fields, batch } = rows;
  const schema = { fields };
  const batches = batch === null || batch.rowCount === 0 ? [] : [{ ...batch, schema }];
  return { command, schema, batches, rowCount, notices };
}
