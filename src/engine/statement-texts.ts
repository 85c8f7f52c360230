import type { Token } from '../parser/lexer/token.ts';
import { tokenize } from '../parser/lexer.ts';

/** A token of a statement: what kind of text it is, its meaning and its UTF-16 offsets. */
export type StatementToken = Pick<Token, 'kind' | 'value' | 'start' | 'end'>;

/** One statement of a text, not parsed. */
export type StatementText = {
  readonly text: string;
  /** UTF-16 offset of its first character in the whole text. */
  readonly start: number;
  /** Its tokens without comments; offsets are those of `text`. */
  readonly tokens: readonly StatementToken[];
};

/** The statements of a text, which `;` separates. Takes any text: broken tokens are of kind `error`. */
export function statementTexts(sql: string): readonly StatementText[] {
  const statements: StatementText[] = [];
  let tokens: Token[] = [];
  const finish = (): void => {
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first === undefined || last === undefined) return;
    const { start } = first;
    statements.push({
      text: sql.slice(start, last.end),
      start,
      tokens: tokens.map(({ kind, value, start: from, end }) => ({
        kind,
        value,
        start: from - start,
        end: end - start,
      })),
    });
    tokens = [];
  };
  for (const token of tokenize(sql)) {
    if (token.kind === 'punctuation' && token.value === ';') finish();
    else tokens.push(token);
  }
  finish();
  return statements;
}
