import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Schema } from '../../../data/batch.ts';
import type { SqlType } from '../../../data/sql-type.ts';
import { changeSchema } from '../../../engine/session/live-rows.ts';
import { settingName } from '../../../engine/session/setting-rules.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import { isContinuousQuery } from '../../continuous-query.ts';
import { catalogQuestion } from '../catalog-queries/catalog-question.ts';
import type { Analysis } from './analysis.ts';
import type { SessionContext } from './session-context.ts';
import { readSessionStatement, type SessionStatement } from './session-statement.ts';

/** The statement that a text without statements stands for. */
export const emptyStatement: StatementText = { text: '', start: 0, tokens: [] };

/**
 * Finds out about a statement that is run at once: its columns are known once it has run.
 * @throws SqlError 42601, 0A000 for a statement of the session that is wrong
 */
export function analyseToRun(context: SessionContext, statement: StatementText): Analysis {
  const known = analyseHere(context, statement);
  if (known !== null) return known;
  const what = isContinuousQuery(statement.text) ? 'continuous' : 'other';
  return { statement, action: { kind: 'engine', what }, parameters: [], schema: null };
}

/**
 * Finds out all about a statement without running it; `types` are those that the client has given
 * for its parameters. @throws SqlError as the engine's `describe` does
 */
export function analyse(
  context: SessionContext,
  statement: StatementText,
  types: readonly (SqlType | null)[],
): Analysis {
  const known = analyseHere(context, statement);
  if (known !== null) return known;
  const { engine, functions } = context;
  const described = engine.describe(statement.text, { parameterTypes: types, session: functions });
  const { kind, parameters, schema } = described;
  const rows = kind === 'continuous' && schema !== null ? changeSchema(schema) : schema;
  return { statement, action: { kind: 'engine', what: kind }, parameters, schema: rows };
}

/** What the session can answer without the engine; null for everything else. */
function analyseHere(context: SessionContext, statement: StatementText): Analysis | null {
  if (statement.tokens.length === 0) return withSchema(statement, { kind: 'empty' }, null);
  const session = readSessionStatement(statement);
  if (session !== null && !isEngineShow(session)) {
    return withSchema(statement, { kind: 'session', session }, sessionSchema(context, session));
  }
  const question = catalogQuestion(statement, context);
  if (question === null) return null;
  return withSchema(statement, { kind: 'catalog', answer: question.answer }, question.schema);
}

function withSchema(
  statement: StatementText,
  action: Analysis['action'],
  schema: Schema | null,
): Analysis {
  return { statement, action, parameters: [], schema };
}

/** SHOW of something that is no setting of the session. */
function isEngineShow(session: SessionStatement): boolean {
  if (session.kind !== 'show' || session.name === null) return false;
  return settingName(session.name) === null && !session.name.includes('.');
}

function sessionSchema(context: SessionContext, session: SessionStatement): Schema | null {
  switch (session.kind) {
    case 'show':
      return showSchema(session.name);
    case 'fetch':
      if (session.move || !context.cursors.has(session.name)) return null;
      return context.cursors.get(session.name, 'cursor').answer?.rows?.schema ?? null;
    case 'executePrepared':
      return context.prepared.get(session.name).analysis.schema;
    default:
      return null;
  }
}

/** The columns of SHOW. */
export function showSchema(name: string | null): Schema {
  const names = name === null ? ['name', 'setting'] : [settingName(name) ?? name];
  const type: SqlType = { kind: 'text' };
  return { fields: names.map((each) => ({ name: each, type, nullable: false })) };
}

/** @throws SqlError 0A000 when a portal's rows would not be those that were described */
export function checkSchema(described: Schema | null, schema: Schema): void {
  const isSame =
    described === null ||
    (described.fields.length === schema.fields.length &&
      described.fields.every(({ type }, i) => type.kind === schema.fields[i]?.type.kind));
  if (isSame) return;
  throw new SqlError(sqlState.featureNotSupported, 'cached plan must not change result type');
}
