import type { IToken, TokenType } from 'chevrotain';
import { otherOperators } from '../ast/operators.ts';
import {
  isKeyword,
  type Keyword,
  labelWords,
  plainWords,
  quietWords,
  reservedWords,
} from '../lexer/keywords.ts';
import type { Token } from '../lexer/token.ts';
import { createToken, EOF, Lexer } from './chevrotain.ts';

/** A token as the grammar sees it: Chevrotain's fields, and ours as the payload. */
export type GrammarToken = IToken & { readonly payload: Token };

function abstractType(name: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, pattern: Lexer.NA, categories });
}

/** Any word or quoted identifier: after `AS` of a column, after a dot. */
const label = abstractType('Label');
/** An identifier: anything but a reserved word. */
const name = abstractType('Name', [label]);
/** An identifier that may be an alias without `AS`. */
const bareLabel = abstractType('BareLabel', [name]);
/** A unit of time behind an interval. */
const unit = abstractType('Unit');
/** Operators between two operands: one place in the grammar for comparisons, one for all others. */
const comparison = abstractType('Comparison');
const arithmetic = abstractType('Arithmetic');
/** Operators before a single operand, besides signs. */
const prefix = abstractType('Prefix');

/** The kinds of token that are no words of the language, and the categories. */
export const types = {
  label,
  name,
  bareLabel,
  unit,
  comparison,
  arithmetic,
  prefix,
  identifier: abstractType('Identifier', [bareLabel]),
  string: abstractType('String'),
  bits: abstractType('Bits'),
  number: abstractType('Number'),
  parameter: abstractType('Parameter'),
  plus: abstractType('Plus', [arithmetic]),
  minus: abstractType('Minus', [arithmetic]),
  star: abstractType('Star', [arithmetic]),
  otherArithmetic: abstractType('OtherArithmetic', [arithmetic]),
  tilde: abstractType('Tilde', [arithmetic, prefix]),
  otherPrefix: abstractType('OtherPrefix', [prefix]),
  bar: abstractType('Bar', [arithmetic]),
  question: abstractType('Question', [arithmetic]),
  equals: abstractType('Equals', [comparison]),
  less: abstractType('Less', [comparison]),
  greater: abstractType('Greater', [comparison]),
  otherComparison: abstractType('OtherComparison', [comparison]),
  arrow: abstractType('Arrow'),
  assign: abstractType('Assign'),
  cast: abstractType('Cast'),
  /** Operators of PostgreSQL that mean nothing here, and characters that are no operator. */
  strange: abstractType('Strange'),
  open: abstractType('Open'),
  close: abstractType('Close'),
  openBracket: abstractType('OpenBracket'),
  closeBracket: abstractType('CloseBracket'),
  openBrace: abstractType('OpenBrace'),
  closeBrace: abstractType('CloseBrace'),
  colon: abstractType('Colon'),
  comma: abstractType('Comma'),
  dot: abstractType('Dot'),
  end: EOF,
} as const;

const symbols: ReadonlyMap<string, TokenType> = new Map([
  ['+', types.plus],
  ['-', types.minus],
  ['*', types.star],
  ['/', types.otherArithmetic],
  ['%', types.otherArithmetic],
  ['^', types.otherArithmetic],
  ...otherOperators.map((sign): [string, TokenType] => [sign, types.otherArithmetic]),
  ...['~~', '~~*', '!~~', '!~~*'].map((sign): [string, TokenType] => [sign, types.otherArithmetic]),
  ['~', types.tilde],
  ['@', types.otherPrefix],
  ['|/', types.otherPrefix],
  ['||/', types.otherPrefix],
  ['|', types.bar],
  ['?', types.question],
  ['=', types.equals],
  ['<>', types.otherComparison],
  ['!=', types.otherComparison],
  ['<', types.less],
  ['<=', types.otherComparison],
  ['>', types.greater],
  ['=>', types.arrow],
  [':=', types.assign],
  [':', types.colon],
  ['>=', types.otherComparison],
  ['::', types.cast],
  ['(', types.open],
  [')', types.close],
  ['[', types.openBracket],
  [']', types.closeBracket],
  ['{', types.openBrace],
  ['}', types.closeBrace],
  [',', types.comma],
  ['.', types.dot],
]);

const unitName = /^(microsecond|millisecond|second|minute|hour|day|week|month|year)s?$/;

function keywordTypes(): Readonly<Record<Keyword, TokenType>> {
  const made: Partial<Record<Keyword, TokenType>> = {};
  const make = (words: readonly Keyword[], category: TokenType): void => {
    for (const word of words) {
      const categories = unitName.test(word) ? [category, unit] : [category];
      made[word] = abstractType(word.toUpperCase(), categories);
    }
  };
  make(reservedWords, label);
  make(labelWords, name);
  make([...plainWords, ...quietWords], bareLabel);
  return made as Record<Keyword, TokenType>;
}

/** The type of each keyword; its name is the word in upper case. */
export const keyword = keywordTypes();

/** All token types, as Chevrotain wants them. */
export const vocabulary: TokenType[] = [...Object.values(types), ...Object.values(keyword)];

/** A token of the lexer for the grammar. */
export function grammarToken(token: Token, image: string): GrammarToken {
  const tokenType = typeOf(token);
  return {
    image,
    startOffset: token.start,
    endOffset: token.end - 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx as number,
    payload: token,
  };
}

function typeOf(token: Token): TokenType {
  switch (token.kind) {
    case 'word':
      return isKeyword(token.value) ? keyword[token.value] : types.identifier;
    case 'quoted':
      return types.identifier;
    case 'string':
      return types.string;
    case 'bits':
      return types.bits;
    case 'number':
      return types.number;
    case 'parameter':
      return types.parameter;
    default:
      return symbols.get(token.value) ?? types.strange;
  }
}
