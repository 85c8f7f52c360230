import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import type { PlanContext } from '../../planner/api.ts';
import { defineView } from '../../planner/define-view.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { lines } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';

/** EXPLAIN: the plan of a statement that reads, without running it. */
export function explain(
  { catalog }: EngineContext,
  { mode, statement, position }: Extract<StatementNode, { kind: 'explain' }>,
  { parameters = [] }: ExecuteOptions,
): StatementOutcome {
  const context = { catalog: catalog.reader, parameters } as const;
  const planned = plannedOf(statement, context);
  if (planned === null) {
    throw new SqlError(sqlState.featureNotSupported, 'only statements with a query have a plan', {
      position,
      hint: 'EXPLAIN takes SELECT, INSERT and CREATE [MATERIALIZED] VIEW.',
    });
  }
  const outcome = lines(
    'EXPLAIN',
    'QUERY PLAN',
    planned.explain(mode === 'flink' ? 'logical' : mode),
  );
  return { ...outcome, notices: planned.notices };
}

function plannedOf(
  statement: StatementNode,
  context: Pick<PlanContext, 'catalog' | 'parameters'>,
): ReturnType<typeof planQuery> | null {
  switch (statement.kind) {
    case 'query': {
      const mode = statement.query.emit === null ? 'once' : 'continuous';
      return planQuery(statement.query, { ...context, mode });
    }
    case 'insert':
      return planInsert(statement, { ...context, mode: 'once' }).query;
    case 'createView': {
      const mode = statement.materialized ? 'continuous' : 'once';
      return defineView(statement, { ...context, mode }).planned;
    }
    default:
      return null;
  }
}
