import type { Position } from '../../common/sql-error.ts';
import { placeOf } from '../grammar/place.ts';
import type { GrammarToken } from '../grammar/token-types.ts';
import type { Token } from '../lexer/token.ts';

/** The tokens of one statement, and the `;` that ends it if one does. */
export type StatementTokens = {
  readonly text: string;
  readonly tokens: readonly GrammarToken[];
  readonly terminator: Token | null;
};

/** The token at an index; behind the last one the `;`, or null at the end of the text. */
export function tokenAt(statement: StatementTokens, index: number): Token | null {
  return statement.tokens[index]?.payload ?? statement.terminator;
}

/** The folded word at an index, and '' where no unquoted word stands. */
export function wordAt(statement: StatementTokens, index: number): string {
  const token = statement.tokens[index]?.payload;
  return token?.kind === 'word' ? token.value : '';
}

/** The operator or punctuation at an index, and '' where there is none. */
export function signAt(statement: StatementTokens, index: number): string {
  const token = statement.tokens[index]?.payload;
  return token?.kind === 'operator' || token?.kind === 'punctuation' ? token.value : '';
}

/** The place of the tokens from one index to another; behind the last token, the text's end. */
export function placeAt(statement: StatementTokens, from: number, to: number): Position {
  const first = tokenAt(statement, from);
  const last = tokenAt(statement, to);
  return first !== null && last !== null ? placeOf(first, last) : endOf(statement);
}

/** Right behind the last token, one character long so that it can be seen. */
function endOf({ text, tokens }: StatementTokens): Position {
  const last = tokens.at(-1)?.payload;
  if (last === undefined) return { line: 1, column: 1, length: 1 };
  const lines = text.slice(last.start, last.end).split('\n');
  const width = [...(lines.at(-1) as string)].length;
  const line = last.line + lines.length - 1;
  return { line, column: (lines.length === 1 ? last.column : 1) + width, length: 1 };
}
