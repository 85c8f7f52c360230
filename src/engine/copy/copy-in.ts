import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import type { CopyIn } from '../api.ts';
import { abortError } from '../ended.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Ingest } from '../ingest.ts';
import type { EngineSession } from '../session/session.ts';
import { sessionZone } from '../session/zone-setting.ts';
import { aborted, refuseInReadOnly } from '../statements/transaction.ts';
import { undefinedRelation } from '../statements/undefined-relation.ts';
import { type CopyFormat, copyFormat } from './copy-format.ts';
import { CopyReader } from './copy-reader.ts';

type CopyNode = Extract<StatementNode, { kind: 'copy' }>;

/**
 * COPY … FROM: where the data goes. In a transaction the rows wait for COMMIT, as those of INSERT.
 * @throws SqlError 42P01, 42809, 42703, 25P02, 25006, 0A000, 22023
 */
export function copyIn(
  context: EngineContext,
  ingest: Ingest,
  node: CopyNode,
  session: EngineSession,
): CopyIn {
  if (session.status === 'E') throw aborted();
  refuseInReadOnly(session, node);
  const relation = writable(context, node);
  const format = copyFormat(node.options);
  if (node.where !== null) {
    throw new SqlError(sqlState.featureNotSupported, 'COPY … WHERE is not supported yet', {
      position: node.where.position,
      hint: 'Copy to a table of its own, and INSERT from there.',
    });
  }
  const columns = columnsOf(relation, node, format);
  return {
    columns: columns.length,
    write: async (pieces, signal) => {
      const { transaction } = session.block;
      const isJson = format.kind === 'json';
      const body = isJson
        ? stoppable(pieces, signal)
        : asCsv(pieces, new CopyReader(format, columns), signal);
      const options = { whole: true, transaction, zone: sessionZone(session) };
      const { accepted } = await ingest.write(relation, body, isJson ? 'ndjson' : 'csv', options);
      return accepted;
    },
  };
}

function writable(
  { catalog }: EngineContext,
  { relation }: CopyNode,
): StreamDefinition | TableDefinition {
  const found = relation === null ? null : catalog.reader.find(relation.parts);
  if (relation === null || found === null) {
    throw undefinedRelation(catalog, relation ?? { parts: [], position: nowhere });
  }
  if (found.kind === 'stream' || found.kind === 'table') return found;
  throw new SqlError(sqlState.wrongObjectType, `cannot copy to ${found.kind} "${found.name}"`, {
    position: relation.position,
    hint: 'Write to the streams and tables that it reads.',
  });
}

const nowhere = { line: 1, column: 1, length: 1 };

/** @throws SqlError 42703, 0A000 */
function columnsOf(
  { name, fields }: StreamDefinition | TableDefinition,
  { columns }: CopyNode,
  { kind }: CopyFormat,
): readonly string[] {
  const names = fields.map((field) => field.name);
  const unknown = columns.find((column) => !names.includes(column.name));
  if (unknown !== undefined) {
    throw new SqlError(
      sqlState.undefinedColumn,
      `column "${unknown.name}" of relation "${name}" does not exist`,
      { position: unknown.position },
    );
  }
  const [first] = columns;
  if (first !== undefined && kind === 'json') {
    throw new SqlError(sqlState.featureNotSupported, 'COPY of JSON takes no list of columns', {
      position: first.position,
      hint: 'The keys of the objects name the columns.',
    });
  }
  return first === undefined ? names : columns.map((column) => column.name);
}

async function* stoppable(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    if (signal?.aborted === true) throw abortError(signal);
    yield piece;
  }
}

async function* asCsv(
  pieces: AsyncIterable<Uint8Array>,
  reader: CopyReader,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  for await (const piece of stoppable(pieces, signal)) {
    const read = reader.add(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    if (read.length > 0) yield read;
  }
  yield reader.end();
}
