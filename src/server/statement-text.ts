import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Schema } from '../data/batch.ts';
import { typeName } from '../data/sql-type.ts';
import type { Notice, StatementOutcome } from '../engine/api.ts';
import type { Column } from '../protocol/messages.ts';
import { partCount, plainRows, type RowTexts } from './row-texts.ts';

/** An answer that is written as one piece may have so many characters. */
const answerCharactersMax = 128 * 1024 * 1024;

/** The columns of a schema in the words of the wire. */
export function columnsOf(schema: Schema): readonly Column[] {
  return schema.fields.map(({ name, type, nullable }) => ({
    name,
    type: typeName(type),
    nullable,
  }));
}

/**
 * A `StatementResult` as JSON text, without the braces.
 * @throws SqlError 54000 when it is too large for one piece.
 */
export function statementText(outcome: StatementOutcome, texts: RowTexts): string {
  const parts: string[] = [];
  let characters = 0;
  for (const part of rowParts(outcome, texts)) {
    characters += part.length;
    if (characters > answerCharactersMax) throw tooLarge();
    parts.push(part);
  }
  return (
    `"command":${JSON.stringify(outcome.command)},"columns":${columnsText(outcome.schema)},` +
    `"rows":[${parts.join(',')}],"rowCount":${outcome.rowCount},` +
    `"notices":${noticesText(outcome.notices)}`
  );
}

/** The rows of an answer, part by part. */
export function* rowParts(outcome: StatementOutcome, texts: RowTexts): Iterable<string> {
  for (const each of outcome.batches) {
    const batch = plainRows(each);
    for (let part = 0; part < partCount(batch); part += 1) {
      yield texts.answerPart(batch, part, 'iso');
    }
  }
}

/** The columns as JSON text; `[]` for a command without rows. */
export function columnsText(schema: Schema | null): string {
  return schema === null ? '[]' : JSON.stringify(columnsOf(schema));
}

/** Notices as JSON text. */
export function noticesText(notices: readonly Notice[]): string {
  return JSON.stringify(notices);
}

function tooLarge(): SqlError {
  return new SqlError(sqlState.programLimitExceeded, 'the answer is too large for one piece', {
    detail: `It has more than ${answerCharactersMax} characters.`,
    hint: 'Add a LIMIT, or ask for application/x-ndjson over HTTP.',
  });
}
