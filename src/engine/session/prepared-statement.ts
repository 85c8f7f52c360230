import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { withoutModifiers } from '../../data/type-modifier.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { ExpressionNode, StatementNode } from '../../parser/ast.ts';
import { bindType } from '../../planner/bind/bind-type.ts';
import { done } from '../answer.ts';
import type { PreparedStatement, StatementOutcome } from '../api.ts';
import { asEngineStatement, EngineStatement } from '../engine-statement.ts';
import type { EngineSession } from './session.ts';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

/** A statement that was prepared, with the values of its parameters as texts. */
export type ResolvedStatement = {
  readonly statement: EngineStatement;
  readonly parameters: readonly Datum[];
  readonly parameterTypes: readonly SqlType[];
};

/** PREPARE. @throws SqlError 42P05, 42704, and what planning raises */
export function prepareStatement(
  session: EngineSession,
  { name, types, statement }: Node<'prepare'>,
  text: string,
  describe: (
    statement: EngineStatement,
    types: readonly SqlType[],
  ) => PreparedStatement['description'],
): StatementOutcome {
  const prepared = new EngineStatement(text, statement);
  const description = describe(
    prepared,
    // As in PostgreSQL the lengths of parameters' types say nothing.
    types.map((type) => withoutModifiers(bindType(type))),
  );
  session.prepare(name.name, { statement: prepared, description });
  return done('PREPARE');
}

/** DEALLOCATE. @throws SqlError 26000 */
export function deallocate(session: EngineSession, { name }: Node<'deallocate'>): StatementOutcome {
  if (name === null) {
    session.statements.clear();
    return done('DEALLOCATE ALL');
  }
  session.prepared(name.name);
  session.deallocate(name.name);
  return done('DEALLOCATE');
}

/**
 * The statement that EXECUTE names, with its values, which `compute` finds.
 * @throws SqlError 26000, 42601, and what the values raise
 */
export async function executed(
  session: EngineSession,
  { name, arguments: values, position }: Node<'execute'>,
  compute: (
    values: readonly ExpressionNode[],
    types: readonly SqlType[],
  ) => Promise<StatementOutcome>,
): Promise<ResolvedStatement> {
  const { statement, description } = session.prepared(name.name);
  const { parameters: parameterTypes } = description;
  if (values.length !== parameterTypes.length) {
    throw new SqlError(
      sqlState.syntaxError,
      `wrong number of parameters for prepared statement "${name.name}"`,
      {
        detail: `Expected ${parameterTypes.length} parameters but got ${values.length}.`,
        position,
      },
    );
  }
  const parameters = values.length === 0 ? [] : textsOf(await compute(values, parameterTypes));
  return { statement: asEngineStatement(statement), parameters, parameterTypes };
}

/** The first row of an answer, as texts. */
function textsOf({ schema, batches }: StatementOutcome): readonly Datum[] {
  const [batch] = batches;
  return (schema?.fields ?? []).map(({ type }, column) => {
    const datum = batch === undefined ? null : datumAt(batch.columns[column] as Vector, type, 0);
    return datum === null ? null : formatDatum(type, datum);
  });
}

/** Places of errors are those of the text that was prepared, not of the one that runs it. */
export function withoutPlace(error: unknown): unknown {
  if (!(error instanceof SqlError) || error.position === undefined) return error;
  const { code, message, detail, hint } = error;
  return new SqlError(code, message, { detail, hint });
}
