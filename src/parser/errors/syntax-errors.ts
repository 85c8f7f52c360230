import { SqlError, sqlState } from '../../common/sql-error.ts';
import { quoteText } from '../lexer/token.ts';
import { diagnose, type Fault } from './diagnose.ts';
import { expectationHint } from './expectation.ts';
import type { Recognizer } from './recognizer.ts';
import { slipHint } from './slip-hint.ts';
import { placeAt, type StatementTokens, tokenAt } from './statement-tokens.ts';
import { unsupportedAt } from './unsupported.ts';

/** Statements longer than this are told only their first error, without what was expected. */
const diagnosedTokensMax = 2000;

/**
 * The errors of a statement that the grammar does not take, in order: at least one. `stop` is the
 * index of the token at which the parser gave up.
 */
export function syntaxErrors(
  statement: StatementTokens,
  recognizer: () => Recognizer,
  stop: number,
): readonly SqlError[] {
  const faults = stop > diagnosedTokensMax ? [] : diagnose(statement, recognizer());
  const errors: SqlError[] = [];
  for (const fault of faults.length > 0 ? faults : [unexplained(stop)]) {
    const unsupported = unsupportedAt(statement, fault.index);
    if (unsupported !== null) return [...errors, unsupported];
    errors.push(syntaxError(statement, fault));
  }
  return errors;
}

function unexplained(index: number): Fault {
  return { index, expected: new Set(), mayEnd: false, meant: null };
}

function syntaxError(statement: StatementTokens, fault: Fault): SqlError {
  const token = tokenAt(statement, fault.index);
  const where =
    token === null
      ? 'at end of input'
      : `at or near ${quoteText(statement.text.slice(token.start, token.end))}`;
  return new SqlError(sqlState.syntaxError, `syntax error ${where}`, {
    position: placeAt(statement, fault.index, fault.index),
    hint: hintOf(statement, fault, token?.value),
  });
}

function hintOf(
  statement: StatementTokens,
  { index, expected, mayEnd, meant }: Fault,
  found: string | undefined,
): string | undefined {
  if (meant !== null) return `Did you mean "${meant.name}"?`;
  if (found === '?') return 'Parameters are written $1, $2 and so on.';
  return slipHint(statement, index, expected) ?? expectationHint(expected, mayEnd);
}
