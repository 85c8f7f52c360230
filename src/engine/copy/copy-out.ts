import type { Position } from '../../common/sql-error.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Schema } from '../../data/batch.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import type { QueryNode, StatementNode } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { print } from '../../parser/print.ts';
import type { StatementOutcome } from '../api.ts';
import { EngineStatement } from '../engine-statement.ts';
import { copyFormat } from './copy-format.ts';
import { CopyWriter } from './copy-writer.ts';

type CopyNode = Extract<StatementNode, { kind: 'copy' }>;

/** The column of COPY … TO STDOUT where the answer is rows. */
export const copySchema: Schema = {
  fields: [{ name: 'copy', type: { kind: 'text' }, nullable: false }],
};

/** The query whose rows COPY … TO writes. */
export function copiedQuery({ relation, query, columns, position }: CopyNode): EngineStatement {
  const found =
    query ??
    allOf(
      relation?.parts ?? [],
      columns.map(({ name }) => name),
      position,
    );
  const node = { kind: 'query', query: found, position } as const;
  return new EngineStatement(print(node), node);
}

function allOf(
  parts: readonly string[],
  columns: readonly string[],
  position: Position,
): QueryNode {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const list = columns.length === 0 ? '*' : columns.map(quoted).join(', ');
  const query = parseQuery(`SELECT ${list} FROM ${parts.map(quoted).join('.')}`);
  return { ...query, position };
}

/** The lines that COPY … TO writes for an answer. @throws SqlError 0A000, 22023 */
export function* copyLines(
  node: CopyNode,
  { schema, batches }: StatementOutcome,
  zone: TimeZone | null,
): Iterable<string> {
  const writer = new CopyWriter(schema ?? { fields: [] }, copyFormat(node.options), zone);
  const header = writer.header();
  if (header !== null) yield header;
  for (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row += 1) yield writer.row(batch, row);
  }
}

/** COPY … TO STDOUT as rows of one column: a line each. */
export function copiedRows(
  node: CopyNode,
  outcome: StatementOutcome,
  zone: TimeZone | null,
): StatementOutcome {
  const lines = [...copyLines(node, outcome, zone)].map((line) => line.slice(0, -1));
  const columns = [vectorFromDatums({ kind: 'text' }, lines)];
  const batch: Batch = {
    schema: copySchema,
    rowCount: lines.length,
    columns,
    weights: null,
    late: null,
  };
  return {
    ...outcome,
    command: 'COPY',
    schema: copySchema,
    batches: lines.length === 0 ? [] : [batch],
  };
}

/** The error of COPY … FROM STDIN where no data can come in. */
export function noStandardInput({ position }: CopyNode): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'COPY … FROM STDIN needs a connection that brings the data',
    {
      position,
      hint: 'Use the PostgreSQL port, or POST /v1/streams/NAME/records.',
    },
  );
}
