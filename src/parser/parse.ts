import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ParsedStatement, QueryNode } from './ast.ts';
import { SqlParser } from './grammar/sql-parser.ts';
import { placeOf } from './grammar/token-parser.ts';
import { type GrammarToken, grammarToken } from './grammar/token-types.ts';
import type { Token } from './lexer/token.ts';
import { tokenize } from './lexer.ts';

let parser: SqlParser | null = null;

/** One statement's tokens and what they are read from. */
type Piece = { readonly tokens: readonly Token[]; readonly text: string };

/**
 * The statements of a text, which `;` separates, in order.
 * @throws SqlError 42601 where the text is not SQL, 0A000 where it is SQL that is not supported,
 *   54001 where it is nested too deeply; `others` holds the errors that stand further down
 */
export function parse(sql: string): readonly ParsedStatement[] {
  const errors: SqlError[] = [];
  const statements: ParsedStatement[] = [];
  for (const piece of pieces(sql)) {
    const tokens = piece.tokens;
    const node = read('statement', piece, errors);
    if (node !== null)
      statements.push({
        statement: node,
        start: (tokens[0] as Token).start,
        end: (tokens.at(-1) as Token).end,
      });
  }
  if (errors.length > 0) throw errors[0];
  return statements;
}

/** The one query of a text, such as a view's definition. @throws SqlError as `parse` does */
export function parseQuery(sql: string): QueryNode {
  const [statement, second] = parse(sql);
  if (statement === undefined || statement.statement.kind !== 'query' || second !== undefined) {
    throw new SqlError(sqlState.syntaxError, 'a single SELECT is expected');
  }
  return statement.statement.query;
}

function pieces(sql: string): readonly Piece[] {
  const out: Piece[] = [];
  let tokens: Token[] = [];
  for (const token of tokenize(sql)) {
    if (token.kind === 'punctuation' && token.value === ';') {
      if (tokens.length > 0) out.push({ tokens, text: sql });
      tokens = [];
    } else tokens.push(token);
  }
  if (tokens.length > 0) out.push({ tokens, text: sql });
  return out;
}

function read(rule: 'statement', piece: Piece, errors: SqlError[]) {
  parser ??= new SqlParser();
  const tokens = piece.tokens.map((t) => grammarToken(t, piece.text.slice(t.start, t.end)));
  try {
    const node = parser.read(rule, tokens);
    if (node !== null) return node;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    errors.push(error);
    return null;
  }
  const token = (parser.errors[0]?.token as GrammarToken).payload ?? piece.tokens.at(-1);
  errors.push(
    new SqlError(
      sqlState.syntaxError,
      `syntax error at or near "${piece.text.slice(token.start, token.end)}"`,
      { position: placeOf(token, token) },
    ),
  );
  return null;
}
