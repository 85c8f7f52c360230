import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Schema } from '../../../data/batch.ts';
import type { SqlType } from '../../../data/sql-type.ts';
import type { StatementRun } from '../../../engine/session/statement-run.ts';
import { sessionZone } from '../../../engine/session/zone-setting.ts';
import { protocolViolation } from '../../error-text.ts';
import { writeRowDescription } from '../types/data-rows.ts';
import { typeOfOid, wireTypeOf } from '../types/type-oids.ts';
import type { BindMessage, ClientMessage } from '../wire/client-message.ts';
import { analyse, description, sentSchema } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import type { Answer } from './answer.ts';
import { boundValues } from './bound-values.ts';
import { perform, refuseInFailed } from './perform.ts';
import type { Portal } from './portals.ts';
import { sendAnswer, writeComplete, writeNotices } from './send-answer.ts';
import type { SessionContext } from './session-context.ts';

type Parse = Extract<ClientMessage, { kind: 'parse' }>;
type Named = Extract<ClientMessage, { kind: 'describe' | 'close' }>;

/** Parse: prepares a statement. @throws SqlError 42601 for several statements, and what planning raises */
export function parseMessage(context: SessionContext, { name, sql, types }: Parse): void {
  const [analysis, second] = analyse(context, sql);
  if (analysis === undefined || second !== undefined) {
    throw new SqlError(
      sqlState.syntaxError,
      'cannot insert multiple commands into a prepared statement',
    );
  }
  if (analysis.kind === 'statement') refuseInFailed(context, analysis.statement.kind);
  const parameterTypes = types.map(parameterType);
  const described = description(context, analysis, { parameterTypes });
  context.prepared.add(name, { analysis, description: described });
  context.outbox.writer.begin('1').end();
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
export function bindMessage(context: SessionContext, message: BindMessage): void {
  const { prepared, portals, outbox } = context;
  const { analysis, description: described } = prepared.get(message.statement);
  const values = boundValues(message, described.parameters);
  const { resultFormats: formats } = message;
  const schema = sentSchema(described);
  checkFormats(schema, formats);
  portals.add(message.portal, {
    analysis,
    values,
    formats,
    schema,
    answer: null,
    isFinished: false,
  });
  outbox.writer.begin('2').end();
}

/** @throws SqlError 08P01 */
function checkFormats(schema: Schema | null, formats: readonly number[]): void {
  const columns = schema?.fields.length ?? 0;
  if (formats.length <= 1 || schema === null || formats.length === columns) return;
  throw new SqlError(
    protocolViolation,
    `bind message has ${formats.length} result formats but query has ${columns} columns`,
  );
}

/** Describe: tells the parameters and columns of a statement, or the columns of a portal. @throws SqlError 26000, 34000 */
export function describeMessage(context: SessionContext, { what, name }: Named): void {
  const { writer } = context.outbox;
  if (what === 'statement') {
    const { analysis, description: described } = context.prepared.get(name);
    writer.begin('t').count(described.parameters.length);
    for (const type of described.parameters) writer.int32(wireTypeOf(type).oid);
    writer.end();
    writeColumns(context, columnsNow(context, analysis, sentSchema(described)), []);
    return;
  }
  const { analysis, schema, formats } = context.portals.get(name);
  writeColumns(context, columnsNow(context, analysis, schema), formats);
}

/** Of FETCH they depend on which cursors there are. */
function columnsNow(
  context: SessionContext,
  analysis: Analysis,
  schema: Schema | null,
): Schema | null {
  const isFetch = analysis.kind === 'statement' && analysis.statement.kind === 'fetch';
  return isFetch ? sentSchema(description(context, analysis)) : schema;
}

function writeColumns(
  { outbox }: SessionContext,
  schema: Schema | null,
  formats: readonly number[],
): void {
  if (schema === null) outbox.writer.begin('n').end();
  else writeRowDescription(outbox.writer, schema, formats);
}

/** Close: forgets a statement or a portal. */
export function closeMessage(
  { prepared, portals, outbox }: SessionContext,
  { what, name }: Named,
): void {
  if (what === 'statement') prepared.delete(name);
  else portals.close(name);
  outbox.writer.begin('3').end();
}

/** Execute: sends the next rows of a portal. @throws SqlError 34000, and what the statement raises */
export async function executeMessage(
  context: SessionContext,
  name: string,
  rowsMax: number,
  run: StatementRun,
): Promise<void> {
  const { portals, outbox, session } = context;
  const portal = portals.get(name);
  if (portal.isFinished) {
    writeComplete(outbox.writer, portal.answer?.tag(0) ?? '');
    return;
  }
  const answer = portal.answer ?? (await begin(context, portal, run));
  const { formats } = portal;
  const options = { describe: false, formats, rowsMax, zone: sessionZone(session) };
  try {
    portal.isFinished = await sendAnswer(outbox, answer, run, options);
  } catch (error) {
    portals.close(name);
    throw error;
  }
}

async function begin(context: SessionContext, portal: Portal, run: StatementRun): Promise<Answer> {
  const { analysis, values, schema } = portal;
  const answer = await perform(context, analysis, values, run);
  if (answer.rows !== null && answer.copy === null) checkSchema(schema, answer.rows.schema);
  writeNotices(context.outbox.writer, answer);
  portal.answer = answer;
  return answer;
}

/** @throws SqlError 0A000 when a portal's rows would not be those that were described */
function checkSchema(described: Schema | null, schema: Schema): void {
  const isSame =
    described === null ||
    (described.fields.length === schema.fields.length &&
      described.fields.every(({ type }, i) => type.kind === schema.fields[i]?.type.kind));
  if (isSame) return;
  throw new SqlError(sqlState.featureNotSupported, 'cached plan must not change result type');
}
