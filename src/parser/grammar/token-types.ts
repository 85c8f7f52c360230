import type { IToken, TokenType } from 'chevrotain';
import {
  isKeyword,
  type Keyword,
  labelWords,
  plainWords,
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
/** Comparison, sum and product operators: one place in the grammar each. */
const comparison = abstractType('Comparison');
const arithmetic = abstractType('Arithmetic');

/** The kinds of token that are no words of the language, and the categories. */
export const types = {
  label,
  name,
  bareLabel,
  unit,
  comparison,
  arithmetic,
  identifier: abstractType('Identifier', [bareLabel]),
  string: abstractType('String'),
  number: abstractType('Number'),
  parameter: abstractType('Parameter'),
  plus: abstractType('Plus', [arithmetic]),
  minus: abstractType('Minus', [arithmetic]),
  star: abstractType('Star', [arithmetic]),
  otherArithmetic: abstractType('OtherArithmetic', [arithmetic]),
  equals: abstractType('Equals', [comparison]),
  otherComparison: abstractType('OtherComparison', [comparison]),
  cast: abstractType('Cast'),
  /** Operators of PostgreSQL that mean nothing here, and characters that are no operator. */
  strange: abstractType('Strange'),
  open: abstractType('Open'),
  close: abstractType('Close'),
  openBracket: abstractType('OpenBracket'),
  closeBracket: abstractType('CloseBracket'),
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
  ['||', types.otherArithmetic],
  ['=', types.equals],
  ['<>', types.otherComparison],
  ['!=', types.otherComparison],
  ['<', types.otherComparison],
  ['<=', types.otherComparison],
  ['>', types.otherComparison],
  ['>=', types.otherComparison],
  ['::', types.cast],
  ['(', types.open],
  [')', types.close],
  ['[', types.openBracket],
  [']', types.closeBracket],
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
  make(plainWords, bareLabel);
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
    case 'number':
      return types.number;
    case 'parameter':
      return types.parameter;
    default:
      return symbols.get(token.value) ?? types.strange;
  }
}
