import { SqlError, sqlState } from '../common/sql-error.ts';
import type { QueryNode, StatementNode } from '../parser/ast.ts';
import { parseQuery } from '../parser/parse.ts';
import { printIdentifier } from '../parser/print.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { SubscribeRequest } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { asEngineStatement } from './engine-statement.ts';
import { inputsOf } from './inputs-of.ts';
import { sessionZoneName } from './session/zone-setting.ts';
import { undefinedRelation } from './statements/undefined-relation.ts';
import type { SubscriptionTarget } from './subscriptions.ts';

/** What a subscription follows: the changes of a relation, or a query of its own. @throws SqlError when there is no such thing */
export function targetOf(context: EngineContext, request: SubscribeRequest): SubscriptionTarget {
  const { statement, view } = request;
  if (view !== undefined) {
    const position = { line: 1, column: 1, length: view.length };
    return relationTarget(context, { parts: view.split('.'), position }, request);
  }
  const node = statement === undefined ? null : asEngineStatement(statement).node;
  switch (node?.kind) {
    case 'query':
      return planned(context, node.query, request);
    case 'subscribe':
      return subscribeTarget(context, node, request);
    default:
      throw new SqlError(sqlState.featureNotSupported, 'only one SELECT can be subscribed to', {
        position: node?.position,
        hint: 'Run other statements first, with {"t":"query"} or POST /v1/sql.',
      });
  }
}

function subscribeTarget(
  context: EngineContext,
  { relation, query, asOf, options }: Extract<StatementNode, { kind: 'subscribe' }>,
  request: SubscribeRequest,
): SubscriptionTarget {
  if (asOf !== null) {
    throw new SqlError(sqlState.featureNotSupported, 'SUBSCRIBE … AS OF is not supported yet', {
      position: asOf.position,
      hint: 'Subscribe without it: the snapshot is that of now.',
    });
  }
  const [option] = options;
  if (option !== undefined) {
    throw new SqlError(sqlState.featureNotSupported, 'SUBSCRIBE … WITH is not supported yet', {
      position: option.position,
      hint: 'Over the WebSocket {"from":"latest"} leaves the snapshot out.',
    });
  }
  if (query !== null) return planned(context, query, request);
  if (relation === null) throw new Error('assertion failed: SUBSCRIBE names something');
  return relationTarget(context, relation, request);
}

function relationTarget(
  context: EngineContext,
  name: Parameters<typeof undefinedRelation>[1],
  request: SubscribeRequest,
): SubscriptionTarget {
  const { catalog, relations } = context;
  const definition = catalog.reader.find(name.parts);
  if (definition === null) throw undefinedRelation(catalog, name);
  const entry = relations.query(definition.id);
  if (entry !== null) return { kind: 'relation', live: entry.live };
  const query = parseQuery(`SELECT * FROM ${name.parts.map(printIdentifier).join('.')}`);
  return planned(context, query, { ...request, parameters: [] });
}

function planned(
  context: EngineContext,
  query: QueryNode,
  request: SubscribeRequest,
): SubscriptionTarget {
  const plan = planQuery(query, {
    catalog: context.catalog.reader,
    parameters: inputsOf(request),
    timeZone: sessionZoneName(request.session),
    mode: 'continuous',
  });
  return { kind: 'query', query, planned: plan };
}
