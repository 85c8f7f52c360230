import { within } from '../../common/clock.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import type { QueryNode } from '../../parser/ast.ts';
import type { PlannedQuery } from '../../planner/api.ts';
import type { PhysicalPlan } from '../../planner/physical/physical-plan.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import { sourceFailed } from '../change-input.ts';
import { abortError } from '../ended.ts';
import type { EngineContext } from '../engine-context.ts';
import { keysOf } from '../keys-of.ts';
import type { MeasuredDataflow } from '../measured-dataflow.ts';
import { holdInputs, runOnce } from '../one-shot.ts';
import { keptPlan } from '../plan-cache.ts';
import { rowCounts } from '../row-counts.ts';
import { statementMemoryBytes } from '../session/session-functions.ts';
import type { StatementOptions } from '../statement-options.ts';
import { StatementWatch } from '../statement-watch.ts';
import { isSystemScan } from '../system/system-batch.ts';
import { SystemReader } from '../system/system-reader.ts';
import { awaitColumns } from './await-columns.ts';
import { sleepFor } from './sleep-for.ts';

/** A statement, a subscription too, waits so long for what was acknowledged before it. */
export const settleMs = 1000;

/** SELECT: answers from everything acknowledged before, as of one epoch, and ends. */
export async function select(
  context: EngineContext,
  query: QueryNode,
  options: StatementOptions,
): Promise<StatementOutcome> {
  if (query.emit !== null) throw neverEnds(query.emit.position);
  const planned = keptPlan(query, options.parameters ?? [], {
    catalog: context.catalog.reader,
    rowCount: rowCounts(context),
    session: options.session,
  });
  const { batch, notices } = await runPlanned(context, planned, options);
  const visible = withoutHidden(batch, planned.physical);
  const { fields, hidden = 0 } = planned.physical.output;
  return {
    command: 'SELECT',
    schema: { fields: fields.slice(0, fields.length - hidden) },
    batches: visible === null ? [] : [visible],
    rowCount: visible?.rowCount ?? 0,
    notices: [...planned.notices, ...notices],
  };
}

/** Runs a planned query once; null when it answers no rows. `measured` is handed the dataflow. */
export async function runPlanned(
  context: EngineContext,
  { physical }: PlannedQuery,
  options: StatementOptions,
  measured?: (dataflow: MeasuredDataflow) => void,
): Promise<{ readonly batch: Batch | null; readonly notices: readonly Notice[] }> {
  const { signal, transaction = null } = options;
  const watch = watchOf(context, options);
  const reads = physical.nodes.some((node) => node.kind === 'scan' && !isSystemScan(node));
  const settled = !reads || (await context.rounds.settled(settleMs, signal));
  if (signal?.aborted === true) throw abortError(signal);
  for (const node of physical.nodes) {
    if (node.kind === 'scan') await awaitColumns(context, node.relation, options);
  }
  await awaitLive(context, physical);
  const { catalog, rounds, relations, sources, liveQuery } = context;
  const system = new SystemReader(context, options);
  const inputs = holdInputs(physical, rounds.cut, {
    sources,
    store: (id) => relations.store(id),
    relation: liveQuery,
    keys: (id) => keysOf(catalog, id),
    seen: transaction === null ? undefined : (id, rows) => transaction.seen(id, rows),
    system: (node) => system.batch(node),
  });
  const unseen = transaction?.unseenBy(physical) ?? [];
  const { settings } = system;
  const batch = await runOnce(physical, inputs, context.clock, watch, settings, measured);
  await sleepFor(context.clock, system.sleepMicros, signal);
  return { batch, notices: settled ? unseen : [...unseen, behind(context)] };
}

function watchOf(
  { clock }: EngineContext,
  { signal, session, progress }: StatementOptions,
): StatementWatch {
  return new StatementWatch({
    clock,
    signal,
    progress,
    memoryBytesMax: session === undefined ? 0 : statementMemoryBytes(session.settings),
    timeoutMs: session?.statementTimeoutMs ?? 0,
  });
}

/** @throws SqlError 57P03 when a relation still catches up, 55000 when it has failed. */
async function awaitLive({ relations, clock }: EngineContext, plan: PhysicalPlan): Promise<void> {
  for (const node of plan.nodes) {
    if (node.kind !== 'scan') continue;
    const entry = relations.query(node.relation);
    if (entry === null) continue;
    if (!entry.isLive && entry.error === null) {
      await within(
        clock,
        settleMs,
        entry.live.catch(() => undefined),
      );
    }
    const error = entry.error ?? entry.query?.error ?? null;
    if (error !== null) throw sourceFailed(node.relationName, error);
    if (!entry.isLive) throw catchesUp(node.relationName, entry.query?.progress ?? 0);
  }
}

/** The rows that are to be seen: without the columns that they were only put in order by. */
export function withoutHidden(batch: Batch | null, { output }: PhysicalPlan): Batch | null {
  const { hidden = 0, fields } = output;
  if (batch === null || hidden === 0) return batch;
  const visible = fields.length - hidden;
  return {
    ...batch,
    schema: { fields: fields.slice(0, visible) },
    columns: batch.columns.slice(0, visible),
  };
}

function behind({ clock, rounds }: EngineContext): Notice {
  const seconds = ((clock.nowMicros() - rounds.cut.nowMicros) / 1_000_000).toFixed(1);
  return {
    severity: 'NOTICE',
    message: `the answer is ${seconds} s old: queries are behind the rows that were written`,
    hint: rounds.trouble
      ? `The server has trouble: ${rounds.trouble.message}.`
      : 'FLUSH waits until everything written so far is in every view.',
  };
}

/** The error of a query that goes on, where an answer is wanted. */
export function neverEnds(position: Position): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'a query with EMIT never ends and cannot be answered as a whole',
    {
      position,
      hint: 'Subscribe to it over the WebSocket, ask for application/x-ndjson, or leave EMIT away to get the answer of the moment.',
    },
  );
}

function catchesUp(name: string, progress: number): SqlError {
  const percent = Math.floor(progress * 100);
  return new SqlError(sqlState.cannotConnectNow, `"${name}" is still catching up (${percent} %)`, {
    hint: 'SHOW QUERIES tells how far it is; FLUSH waits for it.',
  });
}
