import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ExpressionNode, ParsedStatement, QueryNode } from './ast.ts';
import { automatonOf } from './errors/automaton.ts';
import { Recognizer } from './errors/recognizer.ts';
import { placeAt, type StatementTokens } from './errors/statement-tokens.ts';
import { syntaxErrors } from './errors/syntax-errors.ts';
import { placeOf } from './grammar/place.ts';
import { type NodeOf, SqlParser } from './grammar/sql-parser.ts';
import { grammarToken } from './grammar/token-types.ts';
import { isTooDeep, treeDepthMax } from './grammar/tree-depth.ts';
import { withTypeBrackets } from './grammar/type-brackets.ts';
import type { Token } from './lexer/token.ts';
import { tokenize } from './lexer.ts';

/** So many errors of one text are told; the rest can wait until these are put right. */
const errorsMax = 20;

/** Built when the first text is parsed, and kept: both are costly to make and hold nothing of a text. */
let parser: SqlParser | null = null;

/**
 * The statements of a text, which `;` separates, in order.
 * @throws SqlError 42601 where the text is not SQL, 0A000 where it is SQL that is not supported
 *   yet, 54001 where it is nested too deeply; `others` holds the errors further down the text
 */
export function parse(sql: string): readonly ParsedStatement[] {
  const statements: ParsedStatement[] = [];
  const errors: SqlError[] = [];
  for (const tokens of statementsOf(sql)) {
    if (errors.length >= errorsMax) break;
    const statement = attempt(errors, () => readBy('statement', tokens));
    const [first, last] = [tokens.tokens[0]?.payload, tokens.tokens.at(-1)?.payload];
    if (statement !== null && first !== undefined && last !== undefined) {
      statements.push({ statement, start: first.start, end: last.end });
    }
  }
  throwAll(errors);
  return statements;
}

/** The query that a text consists of, such as a view's definition. @throws SqlError as `parse` does */
export function parseQuery(sql: string): QueryNode {
  return parseOne('query', sql);
}

/** The expression that a text consists of. @throws SqlError as `parse` does */
export function parseExpression(sql: string): ExpressionNode {
  return parseOne('expression', sql);
}

function parseOne<R extends 'query' | 'expression'>(rule: R, sql: string): NodeOf[R] {
  const errors: SqlError[] = [];
  const [first = { text: sql, tokens: [], terminator: null }, second] = statementsOf(sql);
  const node = attempt(errors, () => {
    const node = readBy(rule, first);
    if (second === undefined) return node;
    throw new SqlError(sqlState.syntaxError, 'a single statement is expected', {
      position: placeAt(second, 0, 0),
    });
  });
  throwAll(errors);
  return node as NodeOf[R];
}

/** The tokens of each statement; empty statements are left out. */
function statementsOf(text: string): readonly StatementTokens[] {
  const statements: StatementTokens[] = [];
  let tokens: Token[] = [];
  const finish = (terminator: Token | null): void => {
    if (tokens.length === 0) return;
    const forGrammar = withTypeBrackets(
      tokens.map((token) => grammarToken(token, text.slice(token.start, token.end))),
    );
    statements.push({ text, tokens: forGrammar, terminator });
    tokens = [];
  };
  for (const token of tokenize(text)) {
    if (token.kind === 'punctuation' && token.value === ';') finish(token);
    else tokens.push(token);
  }
  finish(null);
  return statements;
}

/** Reads one statement's tokens. @throws SqlError with the statement's further errors in `others` */
function readBy<R extends keyof NodeOf>(rule: R, statement: StatementTokens): NodeOf[R] {
  throwAll(lexicalErrors(statement));
  parser ??= new SqlParser();
  const node = readSafely(parser, rule, statement);
  if (node !== null) {
    if (statement.tokens.length > treeDepthMax && isTooDeep(node)) throw tooComplex(statement);
    return node;
  }
  const stopToken = parser.errors[0]?.token;
  const at = (statement.tokens as readonly unknown[]).indexOf(stopToken);
  const stop = at < 0 ? statement.tokens.length : at;
  const rules = Object.values(parser.getGAstProductions());
  const recognizer = (): Recognizer => new Recognizer(automatonOf(rules), rule);
  throw combined(syntaxErrors(statement, recognizer, stop));
}

/** Reads by a rule; a stack that runs out means that the text is nested too deeply, not that we are wrong. */
function readSafely<R extends keyof NodeOf>(
  reader: SqlParser,
  rule: R,
  statement: StatementTokens,
): NodeOf[R] | null {
  try {
    return reader.read(rule, [...statement.tokens]);
  } catch (error) {
    throw error instanceof RangeError ? tooComplex(statement) : error;
  }
}

function tooComplex(statement: StatementTokens): SqlError {
  return new SqlError(sqlState.statementTooComplex, 'statement is too complex', {
    detail: `Its expressions are nested more than ${treeDepthMax} levels deep.`,
    position: placeAt(statement, 0, 0),
  });
}

function lexicalErrors({ tokens }: StatementTokens): readonly SqlError[] {
  return tokens.flatMap(({ payload }) => {
    const { problem } = payload;
    if (problem === null) return [];
    const place = placeOf(payload, payload);
    const firstLine = payload.value.split('\n', 1)[0] as string;
    const length = Math.min(place.length, Math.max(1, [...firstLine].length));
    const { message, hint } = problem;
    return [new SqlError(sqlState.syntaxError, message, { hint, position: { ...place, length } })];
  });
}

/** Runs a reader; what it throws for the user is noted, and null the answer. */
function attempt<T>(errors: SqlError[], reader: () => T): T | null {
  try {
    return reader();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    errors.push(error, ...error.others);
    return null;
  }
}

function throwAll(errors: readonly SqlError[]): void {
  if (errors.length > 0) throw combined(errors);
}

/** The first error, with the others. */
function combined(errors: readonly SqlError[]): SqlError {
  const [first, ...others] = errors as [SqlError, ...SqlError[]];
  const { code, message, detail, hint, position } = first;
  return new SqlError(code, message, {
    detail,
    hint,
    position,
    others: others.slice(0, errorsMax - 1),
  });
}
