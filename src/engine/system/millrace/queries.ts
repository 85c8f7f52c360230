import { type Facts, systemTable } from '../system-table.ts';
import { failedRows, momentOf, runningQueries, type SystemQuery } from './running-queries.ts';

/** What runs: the queries of views, those that keep tables, and those of subscribers. */
export const queries = systemTable('millrace.queries', {
  docs: 'queries that go on by themselves: of materialized views, tables and subscriptions',
  columns: `name text, schema name, kind text, status text, progress float8, rows int8, rows_read int8,
    late_rows int8, failed_rows int8, state_bytes int8, epoch int8, watermark timestamp,
    waiting_for text, error text, sql text`,
  rows: (objects) => runningQueries(objects).map(queryFacts),
});

function queryFacts({ name, schema, kind, status, query, error, sql }: SystemQuery): Facts {
  const said: Facts = { name, schema, kind, status, error, sql };
  if (query === null) return said;
  return {
    ...said,
    progress: query.progress,
    rows: query.result?.rows(),
    rows_read: query.rowsRead,
    late_rows: query.lateRows,
    failed_rows: failedRows(query),
    state_bytes: query.stateBytes,
    epoch: query.epoch,
    watermark: momentOf(query.watermarkMicros),
    waiting_for: query.waitingFor(),
  };
}

/** How many rows came too late for what queries had closed. */
export const lateRows = systemTable('millrace.late_rows', {
  docs: 'rows that came too late for windows and joins, by query',
  columns: 'query text, schema name, kind text, late_rows int8',
  rows: (objects) =>
    runningQueries(objects).map(({ name, schema, kind, query }) => ({
      query: name,
      schema,
      kind,
      late_rows: query?.lateRows ?? 0,
    })),
});

/** What has failed: rows of queries by code, queries as a whole, and sources. */
export const errors = systemTable('millrace.errors', {
  docs: 'what has failed: rows of queries by code, queries and sources',
  columns: 'name text, schema name, kind text, code text, rows int8, message text',
  rows: (objects) => [
    ...runningQueries(objects).flatMap(queryErrors),
    ...objects.relations.flatMap(({ definition, schema, name }): readonly Facts[] => {
      if (definition?.kind !== 'stream') return [];
      const source = objects.context.relations.source(definition.id);
      const said = { name, schema: schema.name, kind: 'source' };
      const error =
        source?.error ?? objects.context.relations.store(definition.id)?.trouble ?? null;
      const rejected = source?.rejected ?? null;
      return [
        ...(error === null ? [] : [{ ...said, code: error.code, message: error.message }]),
        ...(rejected === null || rejected.count === 0
          ? []
          : [
              {
                ...said,
                code: rejected.reasons[0]?.code,
                rows: rejected.count,
                message: rejected.reasons[0]?.message,
              },
            ]),
      ];
    }),
  ],
});

function queryErrors({ name, schema, kind, query }: SystemQuery): readonly Facts[] {
  if (query === null) return [];
  const said = { name, schema, kind };
  const rows = [...query.failures].map(([code, count]) => ({
    ...said,
    code,
    rows: count,
    message: query.failureReasons.get(code)?.message,
  }));
  const { error } = query;
  return error === null ? rows : [...rows, { ...said, code: error.code, message: error.message }];
}

/** What the operators of queries are, and what they hold. */
export const operators = systemTable('millrace.operators', {
  docs: 'operators of queries, with what they hold',
  columns: `query text, schema name, operator int4, kind text, relation text, columns text,
    state_rows int8, state_bytes int8`,
  rows: (objects) =>
    runningQueries(objects).flatMap(({ name, schema, query }) => {
      const sizes = query?.stateSizes ?? [];
      return (query?.plan.nodes ?? []).map((node, i) => ({
        query: name,
        schema,
        operator: i,
        kind: node.kind,
        relation: node.kind === 'scan' ? node.relationName : null,
        columns: node.fields.map((field) => field.name).join(', '),
        state_rows: sizes[i]?.rows,
        state_bytes: sizes[i]?.bytes,
      }));
    }),
});

/** What queries hold in memory: each operator that keeps something, and the result. */
export const stateSizes = systemTable('millrace.state_sizes', {
  docs: 'what queries hold in memory, by operator; the result of a view is one of them',
  columns: 'query text, schema name, operator int4, kind text, rows int8, bytes int8',
  rows: (objects) =>
    runningQueries(objects).flatMap(({ name, schema, query }): readonly Facts[] => {
      if (query === null) return [];
      const said = { query: name, schema };
      const { nodes } = query.plan;
      const held = query.stateSizes.flatMap(({ rows, bytes }, i) =>
        rows === 0 && bytes === 0
          ? []
          : [{ ...said, operator: i, kind: nodes[i]?.kind ?? null, rows, bytes }],
      );
      const { result } = query;
      return result === null
        ? held
        : [...held, { ...said, kind: 'result', rows: result.rows(), bytes: result.bytes() }];
    }),
});
