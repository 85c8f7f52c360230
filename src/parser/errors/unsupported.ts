import { SqlError, sqlState } from '../../common/sql-error.ts';
import { isReserved } from '../lexer/keywords.ts';
import { placeAt, type StatementTokens, signAt, wordAt } from './statement-tokens.ts';

/** Something that the grammar does not know, though SQL or Millrace's own language does. */
type Unsupported = {
  readonly what: string;
  /** How many tokens before the one in hand it begins. */
  readonly back?: number;
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

const statements = words(
  'alter analyze begin call cancel close comment commit copy deallocate declare delete do execute ' +
    'fetch grant listen lock merge notify pause prepare refresh release reset resume revoke rollback ' +
    'savepoint set start subscribe table terminate truncate unlisten update use vacuum values',
);
const creatable = words(
  'aggregate connection database extension external function index procedure recursive role ' +
    'schema sequence sink source temp temporary trigger type unique unlogged user',
);
const droppable = words(
  'connection database extension function index query role schema sequence sink trigger type user',
);
/** What may stand behind the first word of a statement elsewhere, but not here. */
const objects: Readonly<Record<string, ReadonlySet<string>>> = {
  create: creatable,
  drop: droppable,
  show: words('create'),
};
const explainable = words('analyze analyse buffers costs flink format timing verbose');
/** Words that have one meaning wherever the grammar stops at them. */
const anywhere = words(
  'any array asof collate except generated intersect isnull lateral match_recognize natural notnull ' +
    'over overlaps qualify references returning similar some symmetric tablesample union unique',
);
/** What does nearly the same today. */
const instead: ReadonlyMap<string, string> = new Map([
  ['ALTER', 'Drop it and create it again.'],
  ['CREATE SOURCE', 'CREATE STREAM … WITH (connector = …) reads from a connector.'],
  ['CREATE STREAM … AS', 'CREATE MATERIALIZED VIEW … AS keeps the result of a query up to date.'],
  ['CREATE TABLE … AS', 'CREATE MATERIALIZED VIEW … AS keeps the result of a query up to date.'],
  ['SUBSCRIBE', 'End the SELECT with EMIT CHANGES.'],
  ['UPDATE', 'An INSERT of a row with the same primary key replaces the row.'],
  [
    'a WINDOW clause behind anything but a table',
    'Write it in FROM, right behind the relation: FROM s WINDOW TUMBLING (SIZE 1 MINUTE).',
  ],
  ['a subquery in an expression', 'Join it: … JOIN (SELECT …) AS name ON ….'],
]);
const windowKinds = words('session cumulating sliding count');
const units = /^(second|minute|hour|day|month|year)s?$/;

/** The error for a statement that stops being Millrace's first language at a token; null when it is just wrong. */
export function unsupportedAt(statement: StatementTokens, index: number): SqlError | null {
  const found =
    unsupportedStatement(statement, index) ??
    unsupportedWord(statement, index) ??
    unsupportedSign(statement, index);
  if (found === null) return null;
  return new SqlError(sqlState.featureNotSupported, `${found.what} is not supported yet`, {
    position: placeAt(statement, index - (found.back ?? 0), index),
    hint: instead.get(found.what),
  });
}

function unsupportedStatement(statement: StatementTokens, index: number): Unsupported | null {
  const word = wordAt(statement, index);
  if (index === 0) {
    if (signAt(statement, 0) === '(') return { what: 'a query in parentheses' };
    return statements.has(word) ? { what: word.toUpperCase() } : null;
  }
  const head = wordAt(statement, 0);
  if (head === 'explain' && index <= 2 && explainable.has(word)) {
    return { what: `EXPLAIN ${word.toUpperCase()}`, back: index };
  }
  const isObject = index === 1 || (index === 3 && wordAt(statement, 2) === 'replace');
  return isObject && objects[head]?.has(word) ? pair(head, word, index) : null;
}

function pair(first: string, second: string, back: number): Unsupported {
  return { what: `${first} ${second}`.toUpperCase(), back };
}

function unsupportedWord(statement: StatementTokens, index: number): Unsupported | null {
  const word = wordAt(statement, index);
  if (anywhere.has(word)) return { what: word.toUpperCase() };
  const before = wordAt(statement, index - 1);
  const behind = wordAt(statement, index + 1);
  return (
    byWordBefore(word, before, wordAt(statement, index - 2)) ??
    byWordBehind(word, behind) ??
    bySignBefore(statement, index, word) ??
    asQuery(statement, index, word)
  );
}

function byWordBefore(word: string, before: string, first: string): Unsupported | null {
  if (before === 'recursive' && first === 'with') return { what: 'WITH RECURSIVE', back: 2 };
  if (before === 'escape') return { what: 'LIKE … ESCAPE', back: 1 };
  if (before === 'window' && word !== '')
    return windowKinds.has(word) ? pair(before, word, 1) : null;
  const both = `${before} ${word}`;
  switch (both) {
    case 'distinct on':
    case 'emit every':
    case 'grouping sets':
    case 'is json':
      return { what: both.toUpperCase(), back: 1 };
    default:
      return word === 'to' && units.test(before) ? { what: 'an interval of two units' } : null;
  }
}

function byWordBehind(word: string, behind: string): Unsupported | null {
  if (word === 'for' && behind !== '') return { what: `FOR ${behind.toUpperCase()}` };
  if (word === 'window' && (behind === 'tumbling' || behind === 'hopping')) {
    return { what: 'a WINDOW clause behind anything but a table' };
  }
  if ((word === 'semi' || word === 'anti') && behind === 'join') return pair(word, behind, 0);
  switch (`${word} ${behind}`) {
    case 'on conflict':
    case 'with ties':
    case 'within group':
    case 'ignore nulls':
    case 'respect nulls':
      return pair(word, behind, 0);
    default:
      if (word === 'within') return { what: 'a join with WITHIN' };
      return word === 'escape' ? { what: 'LIKE … ESCAPE' } : null;
  }
}

function bySignBefore(statement: StatementTokens, index: number, word: string): Unsupported | null {
  const sign = signAt(statement, index - 1);
  if (sign === '(') {
    if (word === 'select' || word === 'with') return { what: 'a subquery in an expression' };
    if (word === 'values') return { what: 'VALUES in FROM' };
  }
  if ((sign === '(' || sign === ',') && word === 'default') return { what: 'DEFAULT as a value' };
  if (sign === ',' && (word === 'timezone' || word === 'retention')) {
    return { what: `${word.toUpperCase()} in a WINDOW clause` };
  }
  if (word === 'order' && isInCall(statement, index)) return { what: 'ORDER BY in a call' };
  return null;
}

/** Whether the innermost open parenthesis stands behind a name. */
function isInCall(statement: StatementTokens, index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const sign = signAt(statement, at);
    if (sign === ')') depth += 1;
    else if (sign === '(') {
      const name = wordAt(statement, at - 1);
      if (depth === 0) return name !== '' && !isReserved(name);
      depth -= 1;
    }
  }
  return false;
}

/** CREATE … AS and SELECT INTO. */
function asQuery(statement: StatementTokens, index: number, word: string): Unsupported | null {
  const [head, object] = [wordAt(statement, 0), wordAt(statement, 1)];
  if (head === 'select' && word === 'into') return { what: 'SELECT INTO' };
  const isQuery = word === 'as' && ['select', 'with'].includes(wordAt(statement, index + 1));
  if (head !== 'create' || !isQuery || !['stream', 'table'].includes(object)) return null;
  return { what: `CREATE ${object.toUpperCase()} … AS` };
}

function unsupportedSign(statement: StatementTokens, index: number): Unsupported | null {
  const token = statement.tokens[index]?.payload;
  if (token === undefined) return null;
  const sign = signAt(statement, index);
  if (sign === '[') return { what: 'a subscript' };
  if (sign === '=>' || sign === ':=') return { what: 'a named argument' };
  if (sign === '(') return tableFunction(statement, index);
  return token.kind === 'operator' && strangeOperators.has(sign)
    ? { what: `operator ${sign}` }
    : null;
}

const strangeOperators = words(
  '~ ~* !~ !~* ~~ ~~* !~~ && || -> ->> #> #>> #- @> <@ @@ ?| ?& << >> |/ ||/ & | # @',
);

function tableFunction(statement: StatementTokens, index: number): Unsupported | null {
  const name = wordAt(statement, index - 1);
  if (name === 'values') return { what: 'VALUES in FROM', back: 1 };
  const opener = wordAt(statement, index - 2) || signAt(statement, index - 2);
  if (name === '' || !['from', 'join', ','].includes(opener)) return null;
  return { what: `table function ${name}`, back: 1 };
}
