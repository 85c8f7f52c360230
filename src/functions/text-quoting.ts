import type { Datum, SqlType } from '../data/sql-type.ts';
import { formatDatum } from '../data/text-output.ts';
import { quotedWords } from './quoted-words.ts';
import { type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { textFunction } from './text-function.ts';

/** Values and names as they are written in SQL. */
export function quotingFunctions(): ScalarFunction[] {
  return [
    textFunction(
      'quote_ident',
      ['text'],
      'text',
      'a name as it is written in SQL: in double quotes where it needs them',
      ["quote_ident('Foo bar')", '"Foo bar"'],
      quotedName,
    ),
    textFunction(
      'quote_literal',
      ['text'],
      'text',
      'a text as it is written in SQL, in single quotes',
      ["quote_literal('O''Reilly')", "'O''Reilly'"],
      quotedLiteral,
    ),
    scalarFunction({
      name: 'quote_literal',
      parameters: ['any'],
      result: () => ({ kind: 'text' }),
      docs: 'a value as a text in single quotes',
      examples: [['quote_literal(42.5)', "'42.5'"]],
      evaluate: ([value], { argumentTypes: [type] }) =>
        quotedLiteral(shownAsText(type, value ?? '')),
    }),
    scalarFunction({
      name: 'quote_nullable',
      parameters: ['any'],
      result: () => ({ kind: 'text' }),
      nulls: 'never',
      docs: 'a value as a text in single quotes, and the word NULL for NULL',
      examples: [
        ['quote_nullable(null)', 'NULL'],
        ['quote_nullable(42)', "'42'"],
      ],
      evaluate: ([value = null], { argumentTypes: [type] }) =>
        value === null ? 'NULL' : quotedLiteral(shownAsText(type, value)),
    }),
  ];
}

/** As a cast to TEXT writes it: a boolean in full. */
function shownAsText(type: SqlType | undefined, value: NonNullable<Datum>): string {
  return typeof value === 'boolean' ? String(value) : formatDatum(type ?? { kind: 'text' }, value);
}

/** A name in double quotes, unless it is a plain one. */
export function quotedName(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !quotedWords.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in single quotes; with backslashes in it an E before them. */
export function quotedLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
