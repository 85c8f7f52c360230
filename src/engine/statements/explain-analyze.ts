import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { QueryNode, StatementNode } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { printIdentifier, printQuery } from '../../parser/print.ts';
import type { PlannedQuery } from '../../planner/api.ts';
import { physicalJson } from '../../planner/explain/physical-json.ts';
import { physicalText } from '../../planner/explain/physical-text.ts';
import { planQuery } from '../../planner/plan-query.ts';
import type { StatementOutcome } from '../api.ts';
import { sourceFailed } from '../change-input.ts';
import type { EngineContext } from '../engine-context.ts';
import type { MeasuredDataflow } from '../measured-dataflow.ts';
import { endedReport, runningReport } from '../run-report.ts';
import type { RunningQuery } from '../running-query.ts';
import type { StatementOptions } from '../statement-options.ts';
import { type ExplainForm, explainContext, explained } from './explain.ts';
import { runPlanned } from './select.ts';
import { undefinedRelation } from './undefined-relation.ts';

/**
 * EXPLAIN ANALYZE: runs a SELECT to its end and shows what each operator has done, or looks at the
 * query of a subscription that runs already.
 * @throws SqlError 0A000 for other statements, 55000 when nobody follows the query
 */
export async function explainAnalyze(
  context: EngineContext,
  node: Extract<StatementNode, { kind: 'explain' }>,
  options: StatementOptions,
): Promise<StatementOutcome> {
  refuseModes(node);
  const { statement, position } = node;
  if (statement.kind !== 'query') {
    throw new SqlError(sqlState.featureNotSupported, 'EXPLAIN ANALYZE runs nothing but SELECT', {
      position,
      hint: 'Leave ANALYZE away to see the plan, or name a materialized view: EXPLAIN ANALYZE view.',
    });
  }
  const { query } = statement;
  return query.emit === null
    ? await analyzed(context, query, node, options)
    : followed(context, query, node, options);
}

/** EXPLAIN of what has a name: the plan of its query; with ANALYZE how far it is. @throws SqlError 42P01 */
export async function explainObject(
  context: EngineContext,
  node: Extract<StatementNode, { kind: 'explainObject' }>,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const { catalog, relations } = context;
  const definition = catalog.reader.find(node.name.parts);
  if (definition === null) throw undefinedRelation(catalog, node.name);
  const isView = definition.kind === 'view' || definition.kind === 'materialized view';
  const query = isView
    ? parseQuery(definition.query)
    : parseQuery(`SELECT * FROM ${node.name.parts.map(printIdentifier).join('.')}`);
  const mode = definition.kind === 'materialized view' ? 'continuous' : 'once';
  const plan = (): PlannedQuery =>
    planQuery(query, { ...explainContext(context), parameters: [], mode });
  if (!node.analyze) return explained(plan(), node);
  refuseModes(node);
  const entry = relations.query(definition.id);
  if (entry === null) return await analyzed(context, query, node, { ...options, parameters: [] });
  if (entry.error !== null) throw sourceFailed(definition.name, entry.error);
  if (entry.query === null) throw notYet(definition.name);
  return shown(entry.query, definition.kind === 'table' ? null : plan(), node);
}

async function analyzed(
  context: EngineContext,
  query: QueryNode,
  form: ExplainForm,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const { clock } = context;
  const startMs = clock.monotonicMs();
  const parameters = options.parameters ?? [];
  const planned = planQuery(query, { ...explainContext(context), parameters, mode: 'once' });
  const plannedMs = clock.monotonicMs();
  let seen: MeasuredDataflow | null = null;
  const { batch, notices } = await runPlanned(context, planned, options, (dataflow) => {
    seen = dataflow;
  });
  const report = reportOf(seen, {
    planningMs: plannedMs - startMs,
    executionMs: clock.monotonicMs() - plannedMs,
    rows: batch?.rowCount ?? 0,
  });
  const outcome = explained(planned, form, report);
  return { ...outcome, notices: [...outcome.notices, ...notices] };
}

function reportOf(
  seen: MeasuredDataflow | null,
  run: Parameters<typeof endedReport>[1],
): ReturnType<typeof endedReport> {
  if (seen === null) throw new Error('assertion failed: a run has a dataflow');
  return endedReport(seen, run);
}

/** A query with EMIT that somebody follows. */
function followed(
  context: EngineContext,
  query: QueryNode,
  form: ExplainForm,
  { parameters = [] }: StatementOptions,
): StatementOutcome {
  const planned = planQuery(query, { ...explainContext(context), parameters, mode: 'continuous' });
  const sql = printQuery(query);
  const running = context.subscriptions.queries().find((each) => each.sql === sql);
  if (running !== undefined) return shown(running.query, planned, form);
  throw new SqlError(sqlState.objectNotInPrerequisiteState, 'nobody follows this query', {
    position: form.position,
    hint: 'EXPLAIN ANALYZE of a query with EMIT looks at one that runs: subscribe to it first, or create a materialized view of it and name that.',
  });
}

/** A running query. What the planner knows of its operators is shown where its plan is the same still. */
function shown(
  query: RunningQuery,
  planned: PlannedQuery | null,
  form: ExplainForm,
): StatementOutcome {
  const report = runningReport(query);
  const same = planned !== null && isSamePlan(planned, query);
  if (same) return explained({ ...planned, notices: [] }, form, report);
  const explain: PlannedQuery['explain'] = (_mode, format) =>
    format === 'json'
      ? JSON.stringify(physicalJson(query.plan, [], report), null, 2)
      : physicalText(query.plan, [], report);
  return explained({ explain, notices: [] }, form);
}

function isSamePlan({ physical }: PlannedQuery, { plan }: RunningQuery): boolean {
  const { nodes } = physical;
  return (
    nodes.length === plan.nodes.length && nodes.every(({ kind }, i) => kind === plan.nodes[i]?.kind)
  );
}

/** @throws SqlError 0A000 */
function refuseModes({ mode, position }: ExplainForm): void {
  if (mode === 'physical') return;
  throw new SqlError(
    sqlState.featureNotSupported,
    `EXPLAIN ANALYZE does not show ${mode.toUpperCase()}`,
    { position, hint: 'It shows what the operators of the physical plan have done.' },
  );
}

function notYet(name: string): SqlError {
  return new SqlError(sqlState.cannotConnectNow, `"${name}" is only about to begin`, {
    hint: 'It waits for what it reads to catch up.',
  });
}
