import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import type { PlanContext } from '../../planner/api.ts';
import { defineView } from '../../planner/define-view.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { type AnswerColumn, answer, lines } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { rowCounts } from '../row-counts.ts';

const planColumn: readonly AnswerColumn[] = [['QUERY PLAN', { kind: 'json' }]];

/** EXPLAIN: the plan of a statement that reads, without running it; as JSON in one row. */
export function explain(
  context: EngineContext,
  { mode, format, statement, position }: Extract<StatementNode, { kind: 'explain' }>,
  { parameters = [] }: ExecuteOptions,
): StatementOutcome {
  const { catalog, clock } = context;
  const planned = plannedOf(statement, {
    catalog: catalog.reader,
    parameters,
    rowCount: rowCounts(context),
    nowMs: () => clock.monotonicMs(),
  });
  if (planned === null) {
    throw new SqlError(sqlState.featureNotSupported, 'only statements with a query have a plan', {
      position,
      hint: 'EXPLAIN takes SELECT, INSERT and CREATE [MATERIALIZED] VIEW.',
    });
  }
  const text = planned.explain(mode === 'flink' ? 'logical' : mode, format);
  const outcome =
    format === 'json'
      ? answer('EXPLAIN', planColumn, [[text]])
      : lines('EXPLAIN', 'QUERY PLAN', text);
  return { ...outcome, notices: planned.notices };
}

function plannedOf(
  statement: StatementNode,
  context: Omit<PlanContext, 'mode'>,
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
