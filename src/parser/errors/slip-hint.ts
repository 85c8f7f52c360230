import type { TokenType } from 'chevrotain';
import { types } from '../grammar/token-types.ts';
import { isReserved } from '../lexer/keywords.ts';
import { type StatementTokens, signAt, wordAt } from './statement-tokens.ts';

/** The clauses of a SELECT in their order. */
const clauses: readonly string[] = [
  ...['from', 'where', 'group', 'having', 'qualify', 'order', 'limit', 'offset', 'emit'],
];
/** Words that begin what comes next: where a name is missing in front of them, they are not meant as one. */
const openers: ReadonlySet<string> = new Set([
  ...clauses.filter((clause) => clause !== 'group' && clause !== 'order'),
  ...['select', 'with', 'as', 'on', 'using', 'join', 'inner', 'left', 'right', 'full', 'cross'],
  ...['and', 'or', 'not', 'into', 'for', 'case', 'when', 'then', 'else', 'create', 'distinct'],
]);
const units = /^(microsecond|millisecond|second|minute|hour|day|week|month|year)s?$/;
const misplaced =
  'Write it in FROM, right behind the relation: FROM s WINDOW TUMBLING (SIZE 1 MINUTE).';
/** What is meant by the word behind WINDOW where it cannot stand. */
const clauseForms: Readonly<Record<string, string>> = {
  tumble: 'Write WINDOW TUMBLING (SIZE 1 MINUTE).',
  hop: 'Write WINDOW HOPPING (SIZE 1 MINUTE, ADVANCE BY 10 SECONDS).',
  cumulate: 'Write WINDOW CUMULATING (SIZE 1 DAY, STEP 1 HOUR).',
  tumbling: misplaced,
  hopping: misplaced,
  session: misplaced,
  cumulating: misplaced,
  sliding: misplaced,
};
const forms: Readonly<Record<string, string>> = {
  tumble: 'TUMBLE(relation, time column, size [, offset])',
  hop: 'HOP(relation, time column, slide, size [, offset])',
  cumulate: 'CUMULATE(relation, time column, step, size [, offset])',
};

/** What to do about a slip that many make, where a list of what is expected would puzzle; undefined for others. */
export function slipHint(
  statement: StatementTokens,
  index: number,
  expected: ReadonlySet<TokenType>,
): string | undefined {
  return (
    doubledSign(statement, index) ??
    duration(statement, index) ??
    windowForm(statement, index) ??
    clauseOrder(statement, index) ??
    commaTooMany(statement, index) ??
    reservedName(statement, index, expected)
  );
}

function doubledSign(statement: StatementTokens, index: number): string | undefined {
  const isDoubled = signAt(statement, index) === '=' && signAt(statement, index - 1) === '=';
  return isDoubled ? 'Equality is written with one =.' : undefined;
}

/** `INTERVAL 1 hour` and `… - 1 hour`. */
function duration(statement: StatementTokens, index: number): string | undefined {
  const at = wordAt(statement, index - 1) === 'interval' ? index : index - 1;
  const number = statement.tokens[at]?.payload;
  const unit = wordAt(statement, at + 1);
  if (number?.kind !== 'number' || !units.test(unit)) return undefined;
  return `A length of time is written INTERVAL '${number.value} ${unit}'.`;
}

/** A wrong argument of TUMBLE or HOP, and their names in a WINDOW clause. */
function windowForm(statement: StatementTokens, index: number): string | undefined {
  // A WINDOW clause that names windows is one word longer.
  for (const at of [index, index - 1]) {
    if (wordAt(statement, at - 1) === 'window') return clauseForms[wordAt(statement, at)];
  }
  const name = openerOf(statement, index) - 1;
  const form = forms[wordAt(statement, name)];
  const isCall = form !== undefined && wordAt(statement, name - 1) !== 'window';
  return isCall ? `The form is ${form}.` : undefined;
}

/** The index of the innermost parenthesis that is open at a token; −1 for none. */
function openerOf(statement: StatementTokens, index: number): number {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const sign = signAt(statement, at);
    if (sign === ')') depth += 1;
    if (sign === '(') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}

/** A clause that stands behind one that must follow it. */
function clauseOrder(statement: StatementTokens, index: number): string | undefined {
  const place = clauses.indexOf(wordAt(statement, index));
  if (place < 0) return undefined;
  const opener = openerOf(statement, index);
  const later = clauses.find(
    (clause, i) => i > place && isClauseBetween(statement, clause, opener + 1, index),
  );
  if (later === undefined) return undefined;
  return `${clauseText(clauses[place] as string)} comes before ${clauseText(later)}.`;
}

function isClauseBetween(
  statement: StatementTokens,
  clause: string,
  from: number,
  to: number,
): boolean {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    const sign = signAt(statement, at);
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth === 0 && wordAt(statement, at) === clause) return true;
  }
  return false;
}

function clauseText(clause: string): string {
  return clause === 'group' || clause === 'order'
    ? `${clause.toUpperCase()} BY`
    : clause.toUpperCase();
}

function commaTooMany(statement: StatementTokens, index: number): string | undefined {
  if (signAt(statement, index - 1) !== ',') return undefined;
  const isEnd = signAt(statement, index) === ')' || clauses.includes(wordAt(statement, index));
  return isEnd ? 'There is a comma too many in front of it.' : undefined;
}

/** A reserved word where only a name can stand. */
function reservedName(
  statement: StatementTokens,
  index: number,
  expected: ReadonlySet<TokenType>,
): string | undefined {
  const word = wordAt(statement, index);
  const isName = expected.has(types.name) && !expected.has(types.number);
  const isClause = openers.has(word) || wordAt(statement, index + 1) === 'by';
  if (!isName || isClause || word === '' || !isReserved(word)) return undefined;
  return `"${word}" is a word of SQL: take another name, or write it in double quotes.`;
}
