import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { SqlType } from '../../../data/sql-type.ts';
import { statementTexts } from '../../../engine/statement-texts.ts';
import { writeRowDescription } from '../types/data-rows.ts';
import { typeOfOid, wireTypeOf } from '../types/type-oids.ts';
import type { BindMessage, ClientMessage } from '../wire/client-message.ts';
import { analyse, checkSchema, emptyStatement } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import { boundValues } from './bound-values.ts';
import type { Cursor } from './cursors.ts';
import { perform } from './perform.ts';
import { sendAnswer, writeComplete, writeNotices } from './send-answer.ts';
import type { SessionContext } from './session-context.ts';
import type { StatementRun } from './statement-run.ts';

type Parse = Extract<ClientMessage, { kind: 'parse' }>;
type Named = Extract<ClientMessage, { kind: 'describe' | 'close' }>;

/** Parse: prepares a statement. @throws SqlError 42601 for several statements, and what planning raises */
export function parseMessage(context: SessionContext, { name, sql, types }: Parse): void {
  const [statement = emptyStatement, second] = statementTexts(sql);
  if (second !== undefined) {
    throw new SqlError(
      sqlState.syntaxError,
      'cannot insert multiple commands into a prepared statement',
    );
  }
  refuseWhenFailed(context, statement.tokens[0]?.value);
  const analysis = analyse(context, statement, types.map(parameterType));
  if (name === '') context.prepared.delete('');
  context.prepared.add(name, { sql, analysis });
  context.outbox.writer.begin('1').end();
}

/** @throws SqlError 25P02 */
function refuseWhenFailed({ transaction }: SessionContext, word = ''): void {
  if (transaction.status !== 'E' || /^(|rollback|commit|end|abort)$/.test(word)) return;
  throw new SqlError(
    '25P02',
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}

/** @throws SqlError 42704 */
function parameterType(oid: number, index: number): SqlType | null {
  const type = typeOfOid(oid);
  if (type !== undefined) return type;
  throw new SqlError(
    sqlState.featureNotSupported,
    `parameter $${index + 1} has a type that is not supported: OID ${oid >>> 0}`,
  );
}

/** Bind: makes a portal of a prepared statement and its parameters. @throws SqlError 26000, 42P03, 08P01, 22P03 */
export function bindMessage(
  { prepared, cursors, outbox }: SessionContext,
  message: BindMessage,
): void {
  const found = prepared.get(message.statement);
  const values = boundValues(message, found.analysis.parameters);
  const { resultFormats: formats } = message;
  checkFormats(found.analysis, formats);
  const lifetime = 'sync';
  const cursor = {
    prepared: found,
    values,
    formats,
    answer: null,
    isFinished: false,
    lifetime,
  } as const;
  cursors.add(message.portal, { ...cursor });
  outbox.writer.begin('2').end();
}

/** @throws SqlError 08P01 */
function checkFormats({ schema }: Analysis, formats: readonly number[]): void {
  const columns = schema?.fields.length ?? 0;
  if (formats.length <= 1 || schema === null || formats.length === columns) return;
  throw new SqlError(
    '08P01',
    `bind message has ${formats.length} result formats but query has ${columns} columns`,
  );
}

/** Describe: tells the parameters and columns of a statement, or the columns of a portal. @throws SqlError 26000, 34000 */
export function describeMessage(context: SessionContext, { what, name }: Named): void {
  const { writer } = context.outbox;
  if (what === 'statement') {
    const { analysis } = context.prepared.get(name);
    writer.begin('t').count(analysis.parameters.length);
    for (const type of analysis.parameters) writer.int32(wireTypeOf(type).oid);
    writer.end();
    writeColumns(context, analysis, []);
    return;
  }
  const { prepared, formats } = context.cursors.get(name, 'portal');
  writeColumns(context, prepared.analysis, formats);
}

function writeColumns(
  { outbox }: SessionContext,
  { schema }: Analysis,
  formats: readonly number[],
): void {
  if (schema === null) outbox.writer.begin('n').end();
  else writeRowDescription(outbox.writer, schema, formats);
}

/** Close: forgets a statement or a portal. */
export function closeMessage(
  { prepared, cursors, outbox }: SessionContext,
  { what, name }: Named,
): void {
  if (what === 'statement') prepared.delete(name);
  else cursors.close(name);
  outbox.writer.begin('3').end();
}

/** Execute: sends the next rows of a portal. @throws SqlError 34000, and what the statement raises */
export async function executeMessage(
  context: SessionContext,
  name: string,
  rowsMax: number,
  run: StatementRun,
): Promise<void> {
  const { cursors, outbox } = context;
  const cursor = cursors.get(name, 'portal');
  if (cursor.isFinished) {
    writeComplete(outbox.writer, cursor.answer?.tag(0) ?? '');
    return;
  }
  const answer = cursor.answer ?? (await begin(context, cursor, run));
  const options = { describe: false, formats: cursor.formats, rowsMax };
  try {
    cursor.isFinished = await sendAnswer(outbox, answer, run, options);
  } catch (error) {
    cursors.close(name);
    throw error;
  }
}

async function begin(
  context: SessionContext,
  cursor: Cursor,
  run: StatementRun,
): Promise<NonNullable<Cursor['answer']>> {
  const { analysis } = cursor.prepared;
  const answer = await perform(context, analysis, cursor.values, run);
  if (answer.rows !== null && answer.copy === null) {
    const isFetch = analysis.action.kind === 'session';
    if (!isFetch) checkSchema(analysis.schema, answer.rows.schema);
  }
  writeNotices(context.outbox.writer, answer);
  cursor.answer = answer;
  return answer;
}
