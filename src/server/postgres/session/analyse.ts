import type { Schema } from '../../../data/batch.ts';
import type { DescribeOptions, StatementDescription } from '../../../engine/api.ts';
import { changeSchema } from '../../../engine/session/live-rows.ts';
import type { Analysis } from './analysis.ts';
import type { SessionContext } from './session-context.ts';

/** What the statements of a text are. @throws SqlError 42601 */
export function analyse({ engine }: SessionContext, sql: string): readonly Analysis[] {
  const statements = engine.parse(sql);
  if (statements.length === 0) return [{ kind: 'empty' }];
  return statements.map((statement) => ({ kind: 'statement', statement }));
}

/** What a statement takes and answers. @throws SqlError as the engine's `describe` does */
export function description(
  { engine, session }: SessionContext,
  analysis: Analysis,
  options: DescribeOptions = {},
): StatementDescription {
  switch (analysis.kind) {
    case 'empty':
      return { kind: 'other', parameters: [], schema: null };
    case 'statement':
      return engine.describe(analysis.statement, { ...options, session });
  }
}

/** The columns of the rows that a client is sent; null for none. */
export function sentSchema({ kind, schema }: StatementDescription): Schema | null {
  return kind === 'continuous' && schema !== null ? changeSchema(schema) : schema;
}
