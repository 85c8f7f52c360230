import { SqlError } from '../common/sql-error.ts';
import type { Engine, Session, Statement } from '../engine/api.ts';

/**
 * The statement of a text that is one query which never ends by itself; null for other texts, those
 * that are no SQL among them.
 */
export function continuousStatement(
  engine: Pick<Engine, 'parse' | 'describe'>,
  sql: string,
  session?: Session,
): Statement | null {
  try {
    const [statement, second] = engine.parse(sql);
    if (statement === undefined || second !== undefined) return null;
    if (statement.kind !== 'execute') return statement.kind === 'continuous' ? statement : null;
    return engine.describe(statement, { session }).kind === 'continuous' ? statement : null;
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}
