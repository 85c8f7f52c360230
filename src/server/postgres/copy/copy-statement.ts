import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import type { TokenCursor } from '../session/token-cursor.ts';

/** How the rows of a COPY are written. */
export type CopyFormat = {
  readonly kind: 'text' | 'csv';
  readonly delimiter: string;
  readonly nullText: string;
  readonly header: boolean;
  /** CSV: one character each. */
  readonly quote: string;
  readonly escape: string;
  /** CSV: columns whose values are always quoted when written; `*` is all. */
  readonly forceQuote: readonly string[];
};

/** COPY … FROM STDIN or TO STDOUT. */
export type CopyStatement = {
  readonly kind: 'copy';
  readonly direction: 'in' | 'out';
  /** A relation with the columns that are listed, if any, or a query. */
  readonly source:
    | {
        readonly kind: 'relation';
        readonly name: readonly string[];
        readonly columns: readonly string[];
      }
    | { readonly kind: 'query'; readonly query: StatementText };
  readonly format: CopyFormat;
};

/** Reads COPY; null for one that is not about the connection, which is the engine's. @throws SqlError 42601, 0A000, 22023 */
export function readCopy(cursor: TokenCursor): CopyStatement | null {
  cursor.next();
  const source = readSource(cursor);
  const isIn = cursor.take('from');
  if (!isIn) cursor.expect('to');
  const end = isIn ? 'stdin' : 'stdout';
  if (!(cursor.take(end) || cursor.take(isIn ? 'stdout' : 'stdin')))
    return notOverConnection(cursor);
  if (isIn && source.kind === 'query') throw cursor.unexpected();
  const format = readOptions(cursor);
  return { kind: 'copy', direction: isIn ? 'in' : 'out', source, format };
}

function notOverConnection(cursor: TokenCursor): null {
  while (!cursor.isAtEnd) cursor.next();
  return null;
}

function readSource(cursor: TokenCursor): CopyStatement['source'] {
  if (cursor.isSign('(')) return { kind: 'query', query: cursor.parenthesized() };
  const name = [cursor.name()];
  while (cursor.takeSign('.')) name.push(cursor.name());
  const columns: string[] = [];
  if (cursor.takeSign('(')) {
    do columns.push(cursor.name());
    while (cursor.takeSign(','));
    cursor.expectSign(')');
  }
  return { kind: 'relation', name, columns };
}

type Options = { -readonly [Key in keyof CopyFormat]?: CopyFormat[Key] };

function readOptions(cursor: TokenCursor): CopyFormat {
  const options: Options = {};
  cursor.take('with');
  if (cursor.takeSign('(')) {
    do readOption(cursor, options);
    while (cursor.takeSign(','));
    cursor.expectSign(')');
  } else while (!cursor.isAtEnd) readOldOption(cursor, options);
  return completed(options);
}

/** An option in parentheses: `FORMAT csv`, `HEADER true`. */
function readOption(cursor: TokenCursor, options: Options): void {
  const name = cursor.name();
  switch (name) {
    case 'format':
      options.kind = formatKind(cursor.next().value);
      break;
    case 'header':
      options.header = switchValue(cursor);
      break;
    case 'delimiter':
    case 'quote':
    case 'escape':
      options[name] = cursor.next().value;
      break;
    case 'null':
      options.nullText = cursor.next().value;
      break;
    case 'encoding':
      checkEncoding(cursor.next().value);
      break;
    case 'force_quote':
      options.forceQuote = columnList(cursor);
      break;
    case 'freeze':
      switchValue(cursor);
      break;
    default:
      throw unsupportedOption(name);
  }
}

/** An option as it was written before PostgreSQL 9: `CSV HEADER`, `DELIMITER AS ','`. */
function readOldOption(cursor: TokenCursor, options: Options): void {
  const name = cursor.name();
  cursor.take('as');
  switch (name) {
    case 'csv':
    case 'binary':
      options.kind = formatKind(name);
      break;
    case 'header':
      options.header = true;
      break;
    case 'delimiter':
    case 'delimiters':
      options.delimiter = cursor.next().value;
      break;
    case 'quote':
    case 'escape':
      options[name] = cursor.next().value;
      break;
    case 'null':
      options.nullText = cursor.next().value;
      break;
    case 'encoding':
      checkEncoding(cursor.next().value);
      break;
    case 'force':
      cursor.expect('quote');
      options.forceQuote = columnList(cursor);
      break;
    default:
      throw unsupportedOption(name);
  }
}

function formatKind(text: string): CopyFormat['kind'] {
  const kind = text.toLowerCase();
  if (kind === 'text' || kind === 'csv') return kind;
  throw new SqlError(sqlState.featureNotSupported, `COPY format "${text}" is not supported`, {
    hint: 'Use text or csv.',
  });
}

function switchValue(cursor: TokenCursor): boolean {
  if (cursor.isSign(',') || cursor.isSign(')')) return true;
  const { value } = cursor.next();
  if (/^(true|on|1|match)$/i.test(value)) return true;
  if (/^(false|off|0)$/i.test(value)) return false;
  throw new SqlError(sqlState.syntaxError, `"${value}" is not a Boolean value`);
}

function checkEncoding(value: string): void {
  if (/^utf-?8$/i.test(value)) return;
  throw new SqlError(sqlState.featureNotSupported, `encoding "${value}" is not supported`, {
    hint: 'Use UTF8.',
  });
}

function columnList(cursor: TokenCursor): readonly string[] {
  if (cursor.takeSign('*')) return ['*'];
  const isListed = cursor.takeSign('(');
  const columns: string[] = [];
  do columns.push(cursor.name());
  while (cursor.takeSign(','));
  if (isListed) cursor.expectSign(')');
  return columns;
}

function unsupportedOption(name: string): SqlError {
  return new SqlError(sqlState.featureNotSupported, `COPY option "${name}" is not supported`);
}

function completed(options: Options): CopyFormat {
  const { kind = 'text', quote = '"' } = options;
  const isCsv = kind === 'csv';
  const format: CopyFormat = {
    kind,
    delimiter: options.delimiter ?? (isCsv ? ',' : '\t'),
    nullText: options.nullText ?? (isCsv ? '' : '\\N'),
    header: options.header ?? false,
    quote,
    escape: options.escape ?? quote,
    forceQuote: options.forceQuote ?? [],
  };
  for (const name of ['delimiter', 'quote', 'escape'] as const) {
    if (!isPlainCharacter(format[name])) {
      throw new SqlError(
        sqlState.featureNotSupported,
        `COPY ${name} must be a single one-byte character`,
      );
    }
  }
  if (/[\r\n]/.test(format.nullText)) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'COPY null representation cannot use newline or carriage return',
    );
  }
  return format;
}

/** Whether a text is one character that is one byte and no line end. */
function isPlainCharacter(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && code > 0 && code < 128 && code !== 10 && code !== 13;
}
