import type { RelationDefinition } from '../../catalog/definition.ts';
import { isTemporary, schemaOf } from '../../catalog/object-names.ts';
import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import { allFunctions } from '../../functions/function-registry.ts';
import { type ScalarFunction, sampleType } from '../../functions/scalar-function.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { answer } from '../answer.ts';
import type { RelationSummary, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { summaryOf } from '../relation-summary.ts';
import type { RunningQuery } from '../running-query.ts';
import { serverVersion } from '../server-version.ts';
import { showRelation } from './show-relation.ts';

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };

/** SHOW: lists of what there is, and the settings that drivers ask for. */
export function show(
  context: EngineContext,
  node: Extract<StatementNode, { kind: 'show' }>,
): StatementOutcome {
  const { what, of, position } = node;
  if (of !== null) return showRelation(context, node, of);
  const list = lists[what];
  if (list !== undefined) return list(context);
  const setting = settings[what];
  if (setting !== undefined) return answer('SHOW', [what], [[setting]]);
  const near = nearestName(what, [...Object.keys(lists), ...Object.keys(settings)]);
  throw new SqlError(sqlState.undefinedObject, `unrecognized configuration parameter "${what}"`, {
    position,
    hint:
      near === null
        ? `SHOW knows ${Object.keys(lists).join(', ')}.`
        : `Did you mean "SHOW ${near.toUpperCase()}"?`,
  });
}

const lists: Readonly<Record<string, (context: EngineContext) => StatementOutcome>> = {
  streams: (context) => {
    const rows = summaries(context, ['stream']).map(streamRow);
    return answer('SHOW', ['name', 'connector', 'status', ['rows', bigint]], rows);
  },
  sources: (context) => {
    const sources = summaries(context, ['stream']).filter(({ connector }) => connector !== null);
    return answer(
      'SHOW',
      ['name', 'connector', 'status', ['rows', bigint]],
      sources.map(streamRow),
    );
  },
  tables: (context) => relationList(context, ['table']),
  views: (context) => relationList(context, ['view', 'materialized view']),
  'materialized views': (context) => relationList(context, ['materialized view']),
  queries: queryList,
  functions: functionList,
};

const settings: Readonly<Record<string, string>> = {
  server_version: serverVersion,
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  timezone: 'UTC',
  standard_conforming_strings: 'on',
};

function summaries(
  context: EngineContext,
  kinds: readonly RelationSummary['kind'][],
): readonly RelationSummary[] {
  return visible(context)
    .filter(({ kind }) => kinds.includes(kind))
    .map((definition) => summaryOf(context, definition))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** All relations, without temporary ones of other sessions. */
function visible({ catalog }: EngineContext): readonly RelationDefinition[] {
  return catalog
    .list()
    .map(({ definition }) => definition)
    .filter((definition) => {
      const schema = schemaOf(definition);
      return !isTemporary(schema) || schema === catalog.names.temporary;
    });
}

function streamRow({ name, connector, status, rows }: RelationSummary): Datum[] {
  return [name, connector, status, BigInt(rows)];
}

function relationList(
  context: EngineContext,
  kinds: readonly RelationSummary['kind'][],
): StatementOutcome {
  const rows = summaries(context, kinds).map(({ name, kind, status, rows: count }): Datum[] => [
    name,
    kind,
    status,
    kind === 'view' ? null : BigInt(count),
  ]);
  return answer('SHOW', ['name', 'kind', 'status', ['rows', bigint]], rows);
}

/** What runs: the queries of views, and those of subscriptions. */
function queryList(context: EngineContext): StatementOutcome {
  const views = visible(context)
    .filter(({ kind }) => kind === 'materialized view')
    .map((definition): Datum[] => {
      const summary = summaryOf(context, definition);
      const query = context.relations.query(definition.id)?.query ?? null;
      return queryRow(summary.name, statusText(summary), query);
    })
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const subscribed = context.subscriptions
    .queries()
    .map(({ sql, query }) => queryRow(sql, query.error === null ? 'running' : 'failed', query));
  return answer(
    'SHOW',
    [
      'query',
      'status',
      ['rows', bigint],
      ['rows_read', bigint],
      ['late_rows', bigint],
      ['failed_rows', bigint],
      ['state_bytes', bigint],
      ['watermark', timestamp],
      'waiting_for',
    ],
    [...views, ...subscribed],
  );
}

function statusText({ status, progress }: RelationSummary): string | null {
  return progress === null ? status : `${status} (${Math.floor(progress * 100)} %)`;
}

function queryRow(name: string, status: string | null, query: RunningQuery | null): Datum[] {
  if (query === null) return [name, status, null, null, null, null, null, null, null];
  const failed = [...query.failures.values()].reduce((sum, rows) => sum + rows, 0);
  const { watermarkMicros } = query;
  return [
    name,
    status,
    query.result === null ? null : BigInt(query.result.rows()),
    BigInt(query.rowsRead),
    BigInt(query.lateRows),
    BigInt(failed),
    BigInt(query.stateBytes),
    Number.isFinite(watermarkMicros) ? BigInt(Math.trunc(watermarkMicros)) : null,
    query.waitingFor(),
  ];
}

function functionList(): StatementOutcome {
  const rows = allFunctions
    .filter(({ name }) => /^[a-z]/.test(name) && name !== 'cast')
    .map((each): Datum[] => [
      each.name,
      `${each.parameters.join(', ')}${each.variadic ? ', …' : ''}`,
      each.docs,
      resultOf(each),
    ])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return answer('SHOW', ['name', 'arguments', 'description', 'result'], rows);
}

/** The type of a function's result for arguments without precision; null where these do not tell it. */
function resultOf({ parameters, result }: ScalarFunction): string | null {
  const types = parameters.map((kind): SqlType => {
    if (kind === 'numeric') return { kind, precision: null, scale: null };
    return sampleType(kind, { kind: 'text' });
  });
  try {
    return typeName(result(types));
  } catch {
    return null;
  }
}
