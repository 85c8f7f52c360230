import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { StatementNode } from '../../parser/ast.ts';
import type { PlanContext, PlannedQuery } from '../../planner/api.ts';
import { defineView } from '../../planner/define-view.ts';
import type { RunReport } from '../../planner/explain/run-report.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { answer, lines } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { rowCounts } from '../row-counts.ts';

/** What EXPLAIN is to show, and how. */
export type ExplainForm = Pick<
  Extract<StatementNode, { kind: 'explain' }>,
  'mode' | 'format' | 'position'
>;

/** EXPLAIN: the plan of a statement that reads, without running it; as JSON in one row. */
export function explain(
  context: EngineContext,
  node: Extract<StatementNode, { kind: 'explain' }>,
  { parameters = [] }: ExecuteOptions,
): StatementOutcome {
  const planned = plannedOf(node.statement, {
    ...explainContext(context),
    parameters,
  });
  if (planned === null) throw noPlan(node.position);
  return explained(planned, node);
}

/** The one column of its answer. */
export function explainSchema({ format }: Pick<ExplainForm, 'format'>): Schema {
  const type: SqlType = { kind: format === 'json' ? 'json' : 'text' };
  return { fields: [{ name: 'QUERY PLAN', type, nullable: true }] };
}

/** What plans that are to be shown are made with. */
export function explainContext(
  context: EngineContext,
): Pick<PlanContext, 'catalog' | 'rowCount' | 'nowMs'> {
  const { catalog, clock } = context;
  return {
    catalog: catalog.reader,
    rowCount: rowCounts(context),
    nowMs: () => clock.monotonicMs(),
  };
}

/** A plan as the answer of EXPLAIN, with what a run has shown of it. */
export function explained(
  planned: Pick<PlannedQuery, 'explain' | 'notices'>,
  { mode, format }: ExplainForm,
  report: RunReport | null = null,
): StatementOutcome {
  const text = planned.explain(mode === 'flink' ? 'logical' : mode, format, report);
  const outcome =
    format === 'json'
      ? answer('EXPLAIN', [['QUERY PLAN', { kind: 'json' }]], [[text]])
      : lines('EXPLAIN', 'QUERY PLAN', text);
  return { ...outcome, notices: planned.notices };
}

function plannedOf(
  statement: StatementNode,
  context: Omit<PlanContext, 'mode'>,
): PlannedQuery | null {
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

function noPlan(position: Position): SqlError {
  return new SqlError(sqlState.featureNotSupported, 'only statements with a query have a plan', {
    position,
    hint: 'EXPLAIN takes SELECT, INSERT and CREATE [MATERIALIZED] VIEW.',
  });
}
