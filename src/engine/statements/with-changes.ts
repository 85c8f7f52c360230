import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Schema } from '../../data/batch.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { CommonTable, QueryNode, StatementNode, WriteNode } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { printIdentifier } from '../../parser/print.ts';
import { visitNodes } from '../../parser/trees.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StatementOptions } from '../statement-options.ts';
import { Transaction } from '../transaction.ts';
import { refuseInReadOnly } from './transaction.ts';

/** A statement that WITH may stand before. */
type Headed = Extract<StatementNode, { kind: 'query' | 'insert' | 'update' | 'delete' }>;

type Changing = Extract<WriteNode, { kind: 'insert' | 'update' | 'delete' }>;

type Run = (
  statement: Headed,
  options: StatementOptions,
) => StatementOutcome | Promise<StatementOutcome>;

/** Others may be faster with the same rows so many times. */
const attemptsMax = 5;

/** The statement when its WITH changes rows; null for others. */
export function changesInWith(statement: StatementNode): Headed | null {
  if (!isHeaded(statement)) return null;
  return withOf(statement).some(({ change }) => change !== undefined) ? statement : null;
}

/**
 * Runs a statement whose WITH changes rows. All its parts see the rows as they were before it, and
 * of each other what they return; what they change becomes visible together.
 * @throws SqlError what a part raises, 40001 when others change the same rows all the time
 */
export async function runWithChanges(
  context: EngineContext,
  statement: Headed,
  options: StatementOptions,
  run: Run,
): Promise<StatementOutcome> {
  const around = options.transaction ?? null;
  if (around !== null) return await runParts(statement, options, around, run);
  for (let attempt = 1; ; attempt += 1) {
    const transaction = new Transaction(context);
    const outcome = await runParts(statement, options, transaction, run);
    try {
      await transaction.commit(options.signal);
      return outcome;
    } catch (error) {
      const isLate = error instanceof SqlError && error.code === sqlState.serializationFailure;
      if (!isLate || attempt === attemptsMax) throw error;
    }
  }
}

async function runParts(
  statement: Headed,
  options: StatementOptions,
  transaction: Transaction,
  run: Run,
): Promise<StatementOutcome> {
  const { session } = options;
  const inside = { ...options, transaction };
  const thaw = transaction.freeze();
  try {
    const done: CommonTable[] = [];
    for (const table of withOf(statement)) {
      const change = table.change as Changing | undefined;
      if (change === undefined) {
        done.push(table);
        continue;
      }
      if (session !== undefined) refuseInReadOnly(session, change);
      const { schema, batches } = await run(behind(change, done), inside);
      if (schema === null) refuseUse(statement, table);
      else done.push(returnedTable(table, schema, batches));
    }
    return await run(headedBy(statement, done), inside);
  } finally {
    thaw();
  }
}

/** The statement as it is to be described: its changes are not made. `columns` are what one returns. */
export function withoutChanges(
  statement: Headed,
  columns: (change: Changing) => Schema | null,
): Headed {
  const done: CommonTable[] = [];
  for (const table of withOf(statement)) {
    const change = table.change as Changing | undefined;
    const schema = change === undefined ? null : columns(behind(change, done) as Changing);
    if (change === undefined) done.push(table);
    else if (schema === null) refuseUse(statement, table);
    else done.push(returnedTable(table, schema, []));
  }
  return headedBy(statement, done);
}

function isHeaded(node: StatementNode): node is Headed {
  const { kind } = node;
  return kind === 'query' || kind === 'insert' || kind === 'update' || kind === 'delete';
}

function withOf(statement: Headed): readonly CommonTable[] {
  return statement.kind === 'query' ? statement.query.with : statement.with;
}

function headedBy(statement: Headed, tables: readonly CommonTable[]): Headed {
  if (statement.kind !== 'query') return { ...statement, with: tables };
  return { ...statement, query: { ...statement.query, with: tables } };
}

/** A change with the tables before it in sight. */
function behind(change: Changing, tables: readonly CommonTable[]): Changing {
  return { ...change, with: [...tables, ...change.with] };
}

/** A table of WITH with the rows that its change has returned. */
function returnedTable(
  { change: _done, ...table }: CommonTable,
  schema: Schema,
  batches: readonly Batch[],
): CommonTable {
  return { ...table, query: rowsQuery(schema, batches) };
}

function rowsQuery({ fields }: Schema, batches: readonly Batch[]): QueryNode {
  const rows = batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => {
      const cells = fields.map(({ type }, c) =>
        cellText(type, datumAt(batch.columns[c] as Vector, type, row)),
      );
      return `(${cells.join(', ')})`;
    }),
  );
  const nothing = fields.map(({ type }) => cellText(type, null));
  const names = fields.map(({ name }) => printIdentifier(name)).join(', ');
  const values = rows.length === 0 ? `(${nothing.join(', ')})` : rows.join(', ');
  const end = rows.length === 0 ? ' WHERE false' : '';
  return parseQuery(`SELECT * FROM (VALUES ${values}) AS returned(${names})${end}`);
}

function cellText(type: SqlType, datum: Datum): string {
  const text = datum === null ? 'NULL' : `'${formatDatum(type, datum).replaceAll("'", "''")}'`;
  return `CAST(${text} AS ${typeName(type)})`;
}

/** @throws SqlError 0A000 when the rows of a change that returns none are read */
function refuseUse(root: Headed, { name, change }: CommonTable): void {
  visitNodes(root, (node) => {
    if (node === change) return 'past';
    const found = node as { kind?: string; name?: { parts?: readonly string[] } };
    const { parts } = found.kind === 'table' ? (found.name ?? {}) : {};
    if (parts?.length === 1 && parts[0] === name.name) throw returnsNothing(name);
    return 'into';
  });
}

function returnsNothing({ name, position }: CommonTable['name']): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `WITH query "${name}" does not have a RETURNING clause`,
    { position },
  );
}
