import type { TokenType } from 'chevrotain';
import { keyword, types } from '../grammar/token-types.ts';

/** How many words a hint lists at most. */
const listedMax = 9;

/** Keywords that make sense only with the word behind them. */
const longer: Readonly<Record<string, string>> = {
  GROUP: 'GROUP BY',
  ORDER: 'ORDER BY',
  PRIMARY: 'PRIMARY KEY',
  PARTITION: 'PARTITION BY',
  ADVANCE: 'ADVANCE BY',
  GRACE: 'GRACE PERIOD',
};

const signs: ReadonlyMap<TokenType, string> = new Map([
  [types.star, '*'],
  [types.comma, 'a comma'],
  [types.dot, 'a dot'],
  [types.open, '"("'],
  [types.close, '")"'],
  [types.equals, '"="'],
  [types.closeBracket, '"]"'],
  [types.string, 'a string'],
  [types.minus, 'a number'],
  [types.number, 'a number'],
  [types.parameter, 'a parameter'],
  [types.unit, 'a unit of time'],
  [types.bits, 'a bit string'],
  [types.prefix, 'an operator'],
  [types.arithmetic, 'an operator'],
  [types.comparison, 'an operator'],
  [types.arrow, '"=>"'],
  [types.less, '"<"'],
  [types.greater, '">"'],
  [types.plus, '"+"'],
  [types.colon, '":"'],
  [types.openBracket, '"["'],
  [types.openBrace, '"{"'],
  [types.closeBrace, '"}"'],
  [types.bar, '"|"'],
  [types.question, '"?"'],
  [types.cast, '"::"'],
]);

const names: ReadonlySet<TokenType> = new Set([types.name, types.label, types.bareLabel]);

/** What an expression can begin with, besides a name. */
const expressionStarts: ReadonlySet<TokenType> = new Set([
  ...[types.number, types.string, types.parameter, types.open, types.plus, types.minus],
  ...[keyword.null, keyword.true, keyword.false, keyword.not, keyword.case, keyword.cast],
  ...[keyword.current_date, keyword.current_time, keyword.current_timestamp, keyword.localtime],
  ...[keyword.localtimestamp, keyword.left, keyword.right, keyword.interval, keyword.timestamp],
  ...[keyword.time, keyword.extract, keyword.substring, keyword.position, keyword.trim],
  ...[types.prefix, types.bits, keyword.array, keyword.map, keyword.overlay, keyword.row],
  ...[keyword.struct, keyword.exists, keyword.double, keyword.bit],
  ...[keyword.char, keyword.character, keyword.national, keyword.nchar],
  ...names,
]);

/** What can go on with an expression. */
const operators: ReadonlySet<TokenType> = new Set([
  ...[types.arithmetic, types.comparison, types.cast, types.dot, types.open],
  ...[keyword.and, keyword.or, keyword.not, keyword.is, keyword.between, keyword.in],
  ...[keyword.like, keyword.ilike, keyword.at, keyword.filter, types.string, types.unit],
  ...[keyword.similar, keyword.collate, keyword.operator, keyword.overlaps, keyword.isnull],
  ...[keyword.notnull, types.openBracket, keyword.over, keyword.within, keyword.ignore],
  ...[keyword.respect, keyword.escape],
]);
/** Other ways to write what is told already. */
const unsaid: ReadonlySet<TokenType> = new Set([
  ...[keyword.desc, keyword.fetch, types.openBracket, types.assign, keyword.analyse],
  ...[keyword.semi, keyword.anti, keyword.match_recognize, keyword.for, keyword.within],
  ...[keyword.exclude, keyword.replace],
]);

const joins: ReadonlySet<TokenType> = new Set([
  ...[keyword.join, keyword.inner, keyword.cross, keyword.left, keyword.right, keyword.full],
  ...[keyword.natural, keyword.asof],
]);
/** What a relation of FROM can begin with. */
const relations: ReadonlySet<TokenType> = new Set([
  ...[keyword.table, keyword.lateral, keyword.rows, keyword.only, types.open],
  ...[keyword.tumble, keyword.hop, keyword.cumulate, keyword.session, ...names],
]);
const typeNames: ReadonlySet<TokenType> = new Set([
  ...[keyword.timestamp, keyword.time, keyword.character, keyword.char, keyword.double],
  ...[keyword.national, keyword.nchar, keyword.bit, keyword.interval, keyword.struct],
  ...[keyword.row, keyword.map, keyword.array, ...names],
]);

/** What many tokens together are called: if `telling` are expected, `members` become one phrase. */
type Group = {
  readonly phrase: string;
  readonly members: ReadonlySet<TokenType>;
  readonly telling: readonly TokenType[];
};

const quantifiers: ReadonlySet<TokenType> = new Set([keyword.any, keyword.some, keyword.all]);

const groups: readonly Group[] = [
  { phrase: 'an expression', members: quantifiers, telling: [keyword.any, keyword.some] },
  { phrase: 'JOIN', members: joins, telling: [keyword.join, keyword.full] },
  { phrase: 'an operator', members: operators, telling: [types.arithmetic, keyword.is] },
  { phrase: 'an operator', members: operators, telling: [types.arithmetic, types.cast] },
  { phrase: 'a relation', members: relations, telling: [keyword.lateral, keyword.tumble] },
  {
    phrase: 'an expression',
    members: expressionStarts,
    telling: [types.number, types.string, keyword.case],
  },
  { phrase: 'a type', members: typeNames, telling: [keyword.timestamp, keyword.map, types.name] },
  {
    phrase: 'an alias',
    members: new Set([keyword.as, types.dot, ...names]),
    telling: [keyword.as, types.bareLabel],
  },
  { phrase: 'a name', members: names, telling: [types.label] },
  { phrase: 'a name', members: names, telling: [types.name] },
];

/** What is told first: a parenthesis that is open, then clauses in their order. */
const first: readonly string[] = [
  ...['")"', 'SELECT', 'WITH', 'INSERT', 'CREATE', 'DROP', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'FLUSH'],
  ...['UPDATE', 'DELETE', 'ALTER', 'ON', 'USING', 'FROM', 'JOIN', 'WHERE', 'GROUP BY', 'HAVING'],
  ...['ORDER BY', 'LIMIT', 'EMIT', 'a comma'],
];

/** A hint that says what could stand at a place: «Expected FROM, WHERE or a comma.» */
export function expectationHint(
  expected: ReadonlySet<TokenType>,
  mayEnd: boolean,
): string | undefined {
  const rest = new Set([...expected].filter((type) => !unsaid.has(type)));
  const phrases: string[] = [];
  for (const { phrase, members, telling } of groups) {
    if (!telling.every((type) => rest.has(type))) continue;
    for (const type of members) rest.delete(type);
    phrases.push(phrase);
  }
  const all = [...new Set([...[...rest].map(phraseOf), ...phrases])];
  if (all.length === 0 && !mayEnd) return undefined;
  const listed = all.map((phrase, index) => ({ phrase, rank: rankOf(phrase, index) }));
  listed.sort((a, b) => a.rank - b.rank);
  return `Expected ${enumerate(
    listed.map(({ phrase }) => phrase),
    mayEnd,
  )}.`;
}

function rankOf(phrase: string, index: number): number {
  const place = first.indexOf(phrase);
  if (place >= 0) return place;
  return (/^[A-Z]/.test(phrase) ? 100 : 1000) + index;
}

function phraseOf(type: TokenType): string {
  return signs.get(type) ?? longer[type.name] ?? (names.has(type) ? 'a name' : type.name);
}

function enumerate(all: readonly string[], mayEnd: boolean): string {
  const end = mayEnd ? ['the end of the statement'] : [];
  const listed = all.length > listedMax ? [...all.slice(0, listedMax - 1), '…'] : all;
  const phrases = [...listed, ...end];
  const last = phrases.at(-1) as string;
  if (phrases.length === 1) return last;
  const before = phrases.slice(0, -1).join(', ');
  return last === '…' ? `${before} and so on` : `${before} or ${last}`;
}
