import { SqlError, sqlState } from '../../common/sql-error.ts';
import { placeAt, type StatementTokens, wordAt } from './statement-tokens.ts';

/** Something that the grammar does not know, though PostgreSQL or a neighbour of ours does. */
type Unsupported = {
  readonly what: string;
  /** How many tokens before the one in hand it begins. */
  readonly back?: number;
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

const statements = words(
  'call cancel do import listen load merge notify reassign refresh security unlisten use',
);
const objects = words(
  'aggregate cast collation connection database domain extension operator policy procedure ' +
    'publication role rule secret server statistics subscription trigger type user',
);
const creatable = words('external global local recursive unlogged');
/** Words that have one meaning wherever the grammar stops at them. */
const anywhere = words('tablesample');
/** What does nearly the same today. */
const instead: ReadonlyMap<string, string> = new Map([
  ['REFRESH', 'A materialized view is always up to date; FLUSH waits until it is.'],
  ['MERGE', 'Write INSERT … ON CONFLICT ….'],
  ['TABLESAMPLE', 'Write WHERE random() < 0.1 for about a tenth of the rows.'],
]);

/** The error for a statement that goes on as SQL does elsewhere; null when it is just wrong. */
export function unsupportedAt(statement: StatementTokens, index: number): SqlError | null {
  const found = unsupportedStatement(statement, index) ?? unsupportedWord(statement, index);
  if (found === null) return null;
  return new SqlError(sqlState.featureNotSupported, `${found.what} is not supported yet`, {
    position: placeAt(statement, index - (found.back ?? 0), index),
    hint: instead.get(found.what),
  });
}

function unsupportedStatement(statement: StatementTokens, index: number): Unsupported | null {
  const word = wordAt(statement, index);
  if (index === 0) return statements.has(word) ? { what: word.toUpperCase() } : null;
  const head = wordAt(statement, 0);
  const isObject = index === 1 || (index === 3 && wordAt(statement, 2) === 'replace');
  if (!isObject || !/^(create|alter|drop)$/.test(head)) return null;
  const isKnown = objects.has(word) || (head === 'create' && creatable.has(word));
  return isKnown ? { what: `${head} ${word}`.toUpperCase(), back: index } : null;
}

function unsupportedWord(statement: StatementTokens, index: number): Unsupported | null {
  const word = wordAt(statement, index);
  if (anywhere.has(word)) return { what: word.toUpperCase() };
  return null;
}
