import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import { nearestName } from '../common/nearest-name.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { readRecords } from '../data/records/read-records.ts';
import type { IngestFormat, IngestOutcome } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { writableStore } from './statements/insert.ts';

/**
 * Writes a body of records to a stream or table: read once, straight into columns. Bad records are
 * answered one by one; the others are durable when this resolves.
 * @throws SqlError 42P01, 55000 for what cannot be written to, 22P02/22P04 for an unreadable body.
 */
export async function ingest(
  context: EngineContext,
  relation: string,
  body: Uint8Array,
  format: IngestFormat,
): Promise<IngestOutcome> {
  const definition = findWritable(context, relation);
  const store = writableStore(context, definition.id);
  const target = {
    fields: definition.fields,
    defaults: definition.defaults,
    timeUnit: timeUnitOf(definition),
  };
  const { batch, rejected } = readRecords(body, format, target);
  const offsets = batch === null ? [] : await store.append(batch);
  return {
    accepted: batch?.rowCount ?? 0,
    rejected: rejected.map(({ index, code, message }) => ({ index, code, message })),
    offsets,
  };
}

function findWritable(
  { catalog }: EngineContext,
  relation: string,
): StreamDefinition | TableDefinition {
  const definition = catalog.reader.find([relation]);
  if (definition === null) {
    const near = nearestName(relation, catalog.reader.names());
    throw new SqlError(sqlState.undefinedTable, `relation "${relation}" does not exist`, {
      hint: near === null ? 'Make it with CREATE STREAM.' : `Did you mean "${near}"?`,
    });
  }
  if (definition.kind === 'stream' || definition.kind === 'table') return definition;
  throw new SqlError(
    sqlState.wrongObjectType,
    `"${relation}" is a ${definition.kind} and cannot be written to`,
    { hint: 'Write to the streams and tables that it reads.' },
  );
}

type TimeUnit = 's' | 'ms' | 'us' | 'ns';

function timeUnitOf(definition: StreamDefinition | TableDefinition): TimeUnit {
  if (definition.kind !== 'stream') return 'ms';
  const unit = definition.options['time_unit'];
  return unit === 's' || unit === 'us' || unit === 'ns' ? unit : 'ms';
}
