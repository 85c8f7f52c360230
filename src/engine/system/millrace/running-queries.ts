import type { RelationSummary } from '../../api.ts';
import { statusOf } from '../../relation-summary.ts';
import type { RunningQuery } from '../../running-query.ts';
import type { SystemObject, SystemObjects } from '../system-objects.ts';

/** A query that goes on by itself: of a materialized view, a table or a subscription. */
export type SystemQuery = {
  readonly name: string;
  /** The schema of the view or table; null for a subscription. */
  readonly schema: string | null;
  readonly kind: 'materialized view' | 'table' | 'subscription';
  readonly status: Exclude<RelationSummary['status'], null>;
  /** Null while it is only about to begin. */
  readonly query: RunningQuery | null;
  readonly error: string | null;
  readonly sql: string;
};

/** All queries that go on by themselves: those of views first, then tables, then subscriptions. */
export function runningQueries(objects: SystemObjects): readonly SystemQuery[] {
  const { context, relations } = objects;
  const views = relations.filter(({ kind }) => kind === 'materialized view');
  const tables = relations.filter(({ kind }) => kind === 'table');
  const subscribed = context.subscriptions.queries().map(
    ({ sql, query }): SystemQuery => ({
      name: sql,
      schema: null,
      kind: 'subscription',
      status: subscriptionStatus(query),
      query,
      error: query.error?.message ?? null,
      sql,
    }),
  );
  return [...[...views, ...tables].flatMap((each) => relationQuery(objects, each)), ...subscribed];
}

function subscriptionStatus({ error, isFinished }: RunningQuery): SystemQuery['status'] {
  if (error !== null) return 'failed';
  return isFinished ? 'finished' : 'running';
}

function relationQuery(
  { context }: SystemObjects,
  { definition, name, schema }: SystemObject,
): readonly SystemQuery[] {
  if (definition?.kind !== 'materialized view' && definition?.kind !== 'table') return [];
  const entry = context.relations.query(definition.id);
  if (entry === null) return [];
  const error = entry.error ?? entry.query?.error ?? null;
  return [
    {
      name,
      schema: schema.name,
      kind: definition.kind,
      status: statusOf(context, definition.id) ?? 'running',
      query: entry.query,
      error: error?.message ?? null,
      sql: definition.sql,
    },
  ];
}

/** A moment of the event time of a query or a partition; null before there is one, and at the end. */
export function momentOf(micros: number | null): bigint | null {
  return micros === null || !Number.isFinite(micros) ? null : BigInt(Math.trunc(micros));
}

/** Rows that failed in a query. */
export function failedRows({ failures }: Pick<RunningQuery, 'failures'>): number {
  return [...failures.values()].reduce((sum, rows) => sum + rows, 0);
}
