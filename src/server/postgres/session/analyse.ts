import { SqlError } from '../../../common/sql-error.ts';
import type { Schema } from '../../../data/batch.ts';
import type { DescribeOptions, StatementDescription } from '../../../engine/api.ts';
import { changeSchema } from '../../../engine/session/live-rows.ts';
import { statementTexts } from '../../../engine/statement-texts.ts';
import { catalogQuestion } from '../catalog-queries/catalog-question.ts';
import type { Analysis } from './analysis.ts';
import type { SessionContext } from './session-context.ts';

/** What the statements of a text are. @throws SqlError 42601 */
export function analyse(context: SessionContext, sql: string): readonly Analysis[] {
  const question = questionOf(context, sql);
  if (question !== null && !isPlanned(context, sql)) return [question];
  const statements = context.engine.parse(sql);
  if (statements.length === 0) return [{ kind: 'empty' }];
  return statements.map((statement) => ({ kind: 'statement', statement }));
}

/** Whether the engine can run a statement: what it can, it answers itself. */
function isPlanned({ engine, session }: SessionContext, sql: string): boolean {
  try {
    engine.describe(sql, { session });
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

/** Clients ask about the catalog in SQL that the planner does not know yet. */
function questionOf(context: SessionContext, sql: string): Analysis | null {
  if (!/\bpg_\w/i.test(sql)) return null;
  const [statement, second] = statementTexts(sql);
  if (statement === undefined || second !== undefined) return null;
  const question = catalogQuestion(statement, context);
  return question === null ? null : { kind: 'catalog', ...question };
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
    case 'catalog':
      return { kind: 'query', parameters: [], schema: analysis.schema };
    case 'statement':
      return engine.describe(analysis.statement, { ...options, session });
  }
}

/** The columns of the rows that a client is sent; null for none. */
export function sentSchema({ kind, schema }: StatementDescription): Schema | null {
  return kind === 'continuous' && schema !== null ? changeSchema(schema) : schema;
}
