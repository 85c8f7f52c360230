import { statusOf } from '../../relation-summary.ts';
import type { SystemObject, SystemObjects } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { momentOf, runningQueries } from './running-queries.ts';

/** Streams, with what fills them. */
export const streams = systemTable('millrace.streams', {
  docs: 'streams, with what fills them',
  columns: `name name, schema name, connector text, status text, partitions int4, rows int8, bytes int8,
    event_time name, watermark_delay interval, rows_rejected int8, sql text`,
  rows: (objects) =>
    objects.relations
      .filter(({ kind }) => kind === 'stream')
      .map((each) => streamFacts(each, objects)),
});

function streamFacts(stream: SystemObject, { context }: SystemObjects): Facts {
  const { definition, name, schema } = stream;
  if (definition?.kind !== 'stream') return {};
  const { id, connector, watermark, partitions, fields, sql } = definition;
  const store = context.relations.store(id);
  return {
    name,
    schema: schema.name,
    connector,
    status: statusOf(context, id),
    partitions,
    rows: store?.rows,
    bytes: store?.bytes,
    event_time: watermark === null ? null : fields[watermark.column]?.name,
    watermark_delay:
      watermark === null ? null : { months: 0, days: 0, micros: watermark.delayMicros },
    rows_rejected: context.relations.source(id)?.rejected?.count,
    sql,
  };
}

/** Tables. */
export const tables = systemTable('millrace.tables', {
  docs: 'tables',
  columns: `name name, schema name, status text, primary_key name[], rows int8, log_rows int8,
    bytes int8, sql text`,
  rows: ({ context, relations }) =>
    relations.flatMap(({ definition, name, schema, rows }): readonly Facts[] => {
      if (definition?.kind !== 'table') return [];
      const { id, primaryKey, fields, sql } = definition;
      const store = context.relations.store(id);
      return [
        {
          name,
          schema: schema.name,
          status: statusOf(context, id),
          primary_key: primaryKey.map((column) => fields[column]?.name ?? ''),
          rows: rows(),
          log_rows: store?.rows,
          bytes: store?.bytes,
          sql,
        },
      ];
    }),
});

/** Partitions of streams and tables in the log. */
export const partitions = systemTable('millrace.partitions', {
  docs: 'partitions of streams and tables in the log',
  columns: `relation name, schema name, kind text, partition int4, first_offset int8, end_offset int8,
    rows int8, bytes int8, failure text`,
  rows: ({ context, relations }) =>
    relations.flatMap(({ definition, name, schema, kind }): readonly Facts[] => {
      const store = definition === null ? null : context.relations.store(definition.id);
      return (store?.topic.partitions ?? []).map((partition) => ({
        relation: name,
        schema: schema.name,
        kind,
        partition: partition.index,
        first_offset: partition.startOffset(),
        end_offset: partition.endOffset(),
        rows: partition.rows(),
        bytes: partition.bytes(),
        failure: partition.failure()?.message,
      }));
    }),
});

/** How far event time has come, per query and per partition that the query reads itself. */
export const watermarks = systemTable('millrace.watermarks', {
  docs: 'how far event time has come: of a query as a whole, and in each partition that it reads',
  columns: `query text, schema name, relation name, partition int4, next_offset int8, rows_read int8,
    watermark timestamp, lag interval`,
  rows: (objects) => {
    const names = new Map(objects.relations.map(({ definition, name }) => [definition?.id, name]));
    return runningQueries(objects)
      .filter(({ kind }) => kind !== 'table')
      .flatMap(({ name, schema, query }): readonly Facts[] => {
        if (query === null) return [];
        const said = { query: name, schema };
        const whole = { ...said, ...timeFacts(query.watermarkMicros, objects) };
        const parts = query.partitions.map((each) => ({
          ...said,
          relation: names.get(each.relation),
          partition: each.partition,
          next_offset: each.offset,
          rows_read: each.rowsRead,
          ...timeFacts(each.watermarkMicros, objects),
        }));
        return [whole, ...parts];
      });
  },
});

/** A watermark, and how far it is behind the clock. */
function timeFacts(micros: number | null, { context }: SystemObjects): Facts {
  const watermark = momentOf(micros);
  if (watermark === null || micros === null) return {};
  const lagMicros = Math.trunc(context.clock.nowMicros() - micros);
  return { watermark, lag: { months: 0, days: 0, micros: lagMicros } };
}
