import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Batch } from '../../../data/batch.ts';
import type { Datum, SqlType } from '../../../data/sql-type.ts';
import { formatDatum } from '../../../data/text-output.ts';
import type { Vector } from '../../../data/vector.ts';
import { datumAt } from '../../../data/vector-datum.ts';
import { analyse } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import { type Answer, commandDone } from './answer.ts';
import { type BoundValues, noValues } from './bound-values.ts';
import { executeOnEngine } from './run-statement.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionStatement } from './session-statement.ts';
import type { StatementRun } from './statement-run.ts';

/** PREPARE. @throws SqlError 42P05, 42704, and what planning raises */
export function prepareStatement(
  context: SessionContext,
  { name, types, query }: Extract<SessionStatement, { kind: 'prepare' }>,
): Answer {
  context.beginsAt(null);
  const declared = types.map((type) => typeNamed(context, type));
  context.beginsAt(query.start);
  const analysis = analyse(context, query, declared);
  context.prepared.add(name, { sql: query.text, analysis });
  return commandDone('PREPARE');
}

/** The type of a name, which the engine knows. @throws SqlError 42704 */
function typeNamed({ engine }: SessionContext, name: string): SqlType {
  const { schema } = engine.describe(`SELECT CAST(NULL AS ${name})`);
  const type = schema?.fields[0]?.type;
  if (type !== undefined) return type;
  throw new SqlError(sqlState.undefinedObject, `type "${name}" does not exist`);
}

/** DEALLOCATE. @throws SqlError 26000 */
export function deallocate({ prepared }: SessionContext, name: string | null): Answer {
  if (name === null) {
    prepared.clear();
    return commandDone('DEALLOCATE ALL');
  }
  prepared.get(name);
  prepared.delete(name);
  return commandDone('DEALLOCATE');
}

/** The statement that EXECUTE names, with its values computed. @throws SqlError 26000, 42601 */
export async function executePrepared(
  context: SessionContext,
  { name, values }: Extract<SessionStatement, { kind: 'executePrepared' }>,
  run: StatementRun,
): Promise<{ readonly analysis: Analysis; readonly values: BoundValues }> {
  const { analysis } = context.prepared.get(name);
  const { parameters: types } = analysis;
  context.beginsAt(null);
  const parameters = values === null ? [] : await computed(context, values.text, run);
  if (parameters.length !== types.length) {
    throw new SqlError(
      sqlState.syntaxError,
      `wrong number of parameters for prepared statement "${name}"`,
      { detail: `Expected ${types.length} parameters but got ${parameters.length}.` },
    );
  }
  return { analysis, values: { parameters, types } };
}

/** The values of expressions, as texts. */
async function computed(
  context: SessionContext,
  expressions: string,
  run: StatementRun,
): Promise<readonly Datum[]> {
  const outcome = await executeOnEngine(context, `SELECT ${expressions}`, noValues, run);
  const batch = outcome.batches[0] as Batch;
  return (outcome.schema?.fields ?? []).map(({ type }, column) => {
    const datum = datumAt(batch.columns[column] as Vector, type, 0);
    return datum === null ? null : formatDatum(type, datum);
  });
}
