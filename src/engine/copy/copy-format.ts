import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { CopyOption } from '../../parser/ast.ts';

/** How the rows of a COPY are written. */
export type CopyFormat = {
  /** `json` is an object a line. */
  readonly kind: 'text' | 'csv' | 'json';
  readonly delimiter: string;
  readonly nullText: string;
  readonly header: boolean;
  /** CSV: one character each. */
  readonly quote: string;
  readonly escape: string;
  /** CSV: columns whose values are always quoted when written; `*` is all. */
  readonly forceQuote: readonly string[];
};

type Options = { -readonly [Key in keyof CopyFormat]?: CopyFormat[Key] };

/** The format that the options of COPY ask for. @throws SqlError 0A000, 22023, 42601 */
export function copyFormat(given: readonly CopyOption[]): CopyFormat {
  const options: Options = {};
  for (const option of given) readOption(option, options);
  return completed(options);
}

function readOption(option: CopyOption, options: Options): void {
  const { key, value, position } = option;
  switch (key) {
    case 'format':
      options.kind = formatKind(option);
      break;
    case 'header':
      options.header = switchValue(option);
      break;
    case 'delimiter':
    case 'delimiters':
      options.delimiter = String(value);
      break;
    case 'quote':
    case 'escape':
      options[key] = String(value);
      break;
    case 'null':
      options.nullText = String(value);
      break;
    case 'encoding':
      checkEncoding(option);
      break;
    case 'force_quote':
      options.forceQuote = typeof value === 'object' ? value : [String(value)];
      break;
    case 'freeze':
      switchValue(option);
      break;
    default:
      throw new SqlError(sqlState.featureNotSupported, `COPY option "${key}" is not supported`, {
        position,
      });
  }
}

function formatKind({ value, position }: CopyOption): CopyFormat['kind'] {
  const kind = String(value).toLowerCase();
  if (kind === 'text' || kind === 'csv' || kind === 'json') return kind;
  if (kind === 'ndjson' || kind === 'jsonl') return 'json';
  throw new SqlError(
    sqlState.featureNotSupported,
    `COPY format "${String(value)}" is not supported`,
    { position, hint: 'Use text, csv or json.' },
  );
}

function switchValue({ value, position }: CopyOption): boolean {
  const text = String(value);
  if (/^(true|on|1|match)$/i.test(text)) return true;
  if (/^(false|off|0)$/i.test(text)) return false;
  throw new SqlError(sqlState.syntaxError, `"${text}" is not a Boolean value`, { position });
}

function checkEncoding({ value, position }: CopyOption): void {
  if (/^utf-?8$/i.test(String(value))) return;
  throw new SqlError(sqlState.featureNotSupported, `encoding "${String(value)}" is not supported`, {
    position,
    hint: 'Use UTF8.',
  });
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
    if (isPlainCharacter(format[name])) continue;
    throw new SqlError(
      sqlState.featureNotSupported,
      `COPY ${name} must be a single one-byte character`,
    );
  }
  if (/[\r\n]/.test(format.nullText)) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'COPY null representation cannot use newline or carriage return',
    );
  }
  if (kind === 'json' && format.header) {
    throw new SqlError(sqlState.featureNotSupported, 'cannot specify HEADER in JSON mode');
  }
  return format;
}

/** Whether a text is one character that is one byte and no line end. */
function isPlainCharacter(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && code > 0 && code < 128 && code !== 10 && code !== 13;
}
