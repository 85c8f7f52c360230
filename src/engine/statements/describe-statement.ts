import { SqlError } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { visitNodes } from '../../parser/trees.ts';
import { withInputs } from '../../planner/bind/statement-inputs.ts';
import { planChanges } from '../../planner/change/plan-change.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { mayAskForLimit, refuseUnplanned } from '../../planner/refuse-unplanned.ts';
import type { DescribeOptions, StatementDescription, StatementKind } from '../api.ts';
import { keptDescription } from '../description-cache.ts';
import type { EngineContext } from '../engine-context.ts';
import type { EngineStatement } from '../engine-statement.ts';
import type { Recorded } from '../plan-questions.ts';
import { asEngineSession, type EngineSession } from '../session/session.ts';
import { showSetting } from '../session/setting-statement.ts';
import { describe } from './describe.ts';
import { explain, explainSchema } from './explain.ts';
import { limitQueries, withoutNumbers } from './limit-queries.ts';
import { show } from './show.ts';
import { changesInWith, withoutChanges } from './with-changes.ts';

/** What a statement takes and answers, found by planning it with values that stand for its parameters. */
export function describeStatement(
  context: EngineContext,
  { node, kind }: EngineStatement,
  { parameterTypes = [], session }: DescribeOptions,
): StatementDescription {
  const own = session === undefined ? null : asEngineSession(session);
  const ofSession = own === null ? null : describeInSession(own, node);
  if (ofSession !== null) return ofSession;
  const describe = (by: Recorded): StatementDescription =>
    planned({ context, by }, node, kind, parameterTypes);
  const { reader } = context.catalog;
  const asked = { catalog: reader, rowCount: () => null, session: own ?? undefined };
  if (isPlanned(node)) return keptDescription(node, parameterTypes, asked, describe);
  const functions = own?.functions ?? (() => undefined);
  return describe({ catalog: reader, rowCount: () => null, functions });
}

/** Where names are looked up: `by` for what is planned. */
type Known = { readonly context: EngineContext; readonly by: Recorded };

/** Whether nothing but planning the statement tells what it answers. */
function isPlanned({ kind }: StatementNode): boolean {
  return kind === 'query' || kind === 'insert' || kind === 'update' || kind === 'delete';
}

function planned(
  from: Known,
  node: StatementNode,
  kind: StatementKind,
  types: readonly (SqlType | null)[],
): StatementDescription {
  refuseUnplanned(node);
  const described = mayAskForLimit(node) ? withoutNumbers(node, limitQueries(node)) : node;
  const count = Math.max(parameterCount(node), types.length);
  const asked: (SqlType | null)[] = Array.from({ length: count }, () => null);
  const known = (sample: Datum): Schema | null => {
    const values = Array.from({ length: count }, () => sample);
    const parameters = withInputs(values, { types, session: from.by.functions, asked });
    return describeNode(from, described, parameters);
  };
  const schema = sampled(known);
  const parameters = asked.map((type, i): SqlType => types[i] ?? type ?? { kind: 'text' });
  return { kind: kind === 'execute' ? 'other' : kind, schema, parameters };
}

/** What the session alone knows of a statement; null for others. @throws SqlError 26000 */
function describeInSession(
  session: EngineSession,
  node: StatementNode,
): StatementDescription | null {
  switch (node.kind) {
    case 'execute': {
      const { description } = session.prepared(node.name.name);
      return { ...description, parameters: [] };
    }
    case 'fetch': {
      const cursor = session.cursors.all().find(({ name }) => name === node.cursor.name);
      const schema = node.move ? null : (cursor?.rows.schema ?? null);
      return { kind: 'fetch', parameters: [], schema };
    }
    case 'show': {
      const shown = showSetting(session, node);
      return shown === null ? null : { kind: 'other', parameters: [], schema: shown.schema };
    }
    default:
      return null;
  }
}

/** Values that are not NULL suit most places; where a constant made of them fails, NULL may do. */
function sampled(known: (sample: Datum) => Schema | null): Schema | null {
  try {
    return known('1');
  } catch (error) {
    if (!(error instanceof SqlError) || !/^2[23]/.test(error.code)) throw error;
    return known(null);
  }
}

/** The greatest N of the $N in a statement. */
function parameterCount(root: StatementNode): number {
  let count = 0;
  visitNodes(root, (node) => {
    if ('kind' in node && node.kind === 'parameter' && 'index' in node) {
      count = Math.max(count, Number(node.index));
    }
    return 'into';
  });
  return count;
}

function describeNode(
  from: Known,
  statement: StatementNode,
  parameters: readonly Datum[],
): Schema | null {
  const changing = changesInWith(statement);
  if (changing !== null) {
    const columns = (change: StatementNode) => describeNode(from, change, parameters);
    return describeNode(from, withoutChanges(changing, columns), parameters);
  }
  const { context, by } = from;
  const planContext = { catalog: by.catalog, parameters } as const;
  switch (statement.kind) {
    case 'query': {
      const isContinuous = statement.query.emit !== null;
      const mode = isContinuous ? 'continuous' : 'once';
      const { output } = planQuery(statement.query, { ...planContext, mode }).physical;
      const { fields, hidden = 0 } = output;
      return { fields: fields.slice(0, fields.length - hidden) };
    }
    case 'insert': {
      const { returning } = planInsert(statement, { ...planContext, mode: 'once' });
      return returning === null ? null : { fields: returning.output.fields };
    }
    case 'update':
    case 'delete': {
      const { returning } = planChanges(statement, { ...planContext, mode: 'once' });
      return returning === null ? null : { fields: returning };
    }
    case 'show':
      return show(context, statement).schema;
    case 'describe':
      return describe(context, statement).schema;
    case 'explain':
      return explain(context, statement, { parameters }).schema;
    case 'explainObject':
      return explainSchema(statement);
    default:
      return null;
  }
}
