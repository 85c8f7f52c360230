import type { Schema } from '../../../data/batch.ts';
import type { StatementOutcome } from '../../../engine/api.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import type { SessionContext } from '../session/session-context.ts';

/** A question about the catalog: the columns of its answer, and the answer. */
export type CatalogQuestion = {
  readonly schema: Schema;
  readonly answer: () => Promise<StatementOutcome>;
};

export function catalogQuestion(
  _statement: StatementText,
  _context: SessionContext,
): CatalogQuestion | null {
  return null;
}
