import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { type Batch, sliceBatch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import type { EvaluationSettings } from '../functions/evaluation-env.ts';
import type { PhysicalPlan, ScanNode } from '../planner/physical/physical-plan.ts';
import { Dataflow } from '../runtime/dataflow.ts';
import { CollectedRows } from './collected-rows.ts';
import type { Cut } from './cut.ts';
import { droppedRelation } from './dropped-relation.ts';
import type { MeasuredDataflow } from './measured-dataflow.ts';
import { type KeysOf, rowsFor } from './point-reads.ts';
import type { RunningQuery } from './running-query.ts';
import type { SourceCache } from './source-cache.ts';
import type { StatementWatch } from './statement-watch.ts';
import type { StoredRelation } from './stored-relation.ts';
import { StreamInput } from './stream-input.ts';

/** What a one-shot query reads: everything as it stood at one cut. */
export type OneShotInputs = {
  readonly cut: Cut;
  readonly streams: ReadonlyMap<number, StreamInput>;
  readonly results: ReadonlyMap<number, Batch | null>;
};

export type OneShotSources = {
  readonly sources: SourceCache;
  readonly store: (id: string) => StoredRelation | null;
  readonly relation: (id: string) => RunningQuery | null;
  /** The rows of a relation as whoever asks sees them, from those that are there; as they are when left out. */
  readonly seen?: ((id: string, rows: Batch | null) => Batch | null) | undefined;
  /** The sets of columns by which the rows of a relation are found; none when left out. */
  readonly keys?: KeysOf | undefined;
  /** The rows of a relation of the system's own; null for other relations. */
  readonly system?: ((node: ScanNode) => Batch | null) | undefined;
};

/**
 * Takes hold of what a plan reads, all of it as it is at the last cut published.
 * @throws SqlError 42P01 for what was dropped since it was planned.
 */
export function holdInputs(plan: PhysicalPlan, cut: Cut, from: OneShotSources): OneShotInputs {
  const streams = new Map<number, StreamInput>();
  const results = new Map<number, Batch | null>();
  for (const [index, node] of plan.nodes.entries()) {
    if (node.kind !== 'scan') continue;
    const system = from.system?.(node) ?? null;
    const query = from.relation(node.relation);
    const store = from.store(node.relation);
    if (system !== null) results.set(index, system);
    else if (query !== null) {
      const rows = query.result === null ? null : rowsFor(query.result, plan, index, from.keys);
      results.set(index, projected(seenRows(from, node, rows), node));
    } else if (store === null) throw droppedRelation(node.relationName);
    else {
      const sources = from.sources.open(store, node);
      streams.set(index, new StreamInput({ store, node, sources }));
    }
  }
  return { cut, streams, results };
}

function seenRows({ seen }: OneShotSources, { relation }: ScanNode, rows: Batch | null) {
  return seen === undefined ? rows : seen(relation, rows);
}

/**
 * Runs a plan over held inputs to its end: a bounded run of the same operators. Stops reading as
 * soon as a LIMIT without an order is reached. `measured` is handed the dataflow, to be looked at.
 * @throws SqlError of the first row that fails, 57014 when cancelled, 54000 for too large an answer.
 */
export async function runOnce(
  plan: PhysicalPlan,
  inputs: OneShotInputs,
  clock: Clock,
  watch: StatementWatch,
  settings?: EvaluationSettings,
  measured?: (dataflow: MeasuredDataflow) => void,
): Promise<Batch | null> {
  const dataflow = new Dataflow(plan, settings, () => clock.monotonicMs());
  measured?.(dataflow);
  // Not the cut's time: on an idle server that is long ago.
  dataflow.setNow(clock.nowMicros());
  const collected = new CollectedRows(dataflow.schema, plan.output);
  dataflow.onPass = watch.passed;
  watch.begin(dataflow, rowsToRead(inputs));
  await feedResults(dataflow, inputs, watch);
  for (let more = true; more && !collected.isEnough; ) {
    const rows = await takePortion(dataflow, inputs, watch.nextPortion());
    more = rows > 0;
    if (more && plan.output.mode === 'append') {
      collected.add(dataflow.endStep(watermarks(inputs, false)).batches);
      watch.collected(collected.bytes);
    }
    watch.read(rows);
    raiseFailure(dataflow);
    await watch.pause();
  }
  await finish(dataflow, inputs, collected, watch);
  return collected.result();
}

/** The results that are read, a portion at a time. */
async function feedResults(
  dataflow: Dataflow,
  { results }: OneShotInputs,
  watch: StatementWatch,
): Promise<void> {
  for (const [node, batch] of results) {
    const rows = batch?.rowCount ?? 0;
    for (let from = 0; batch !== null && from < rows; ) {
      const until = Math.min(rows, from + watch.nextPortion());
      dataflow.take(node, until - from === rows ? batch : sliceBatch(batch, from, until));
      watch.read(until - from);
      from = until;
      await watch.pause();
    }
  }
}

/** The last step, a portion at a time: one row may make any number of others. */
async function finish(
  dataflow: Dataflow,
  inputs: OneShotInputs,
  collected: CollectedRows,
  watch: StatementWatch,
): Promise<void> {
  const slices = dataflow.endStepInSlices(watermarks(inputs, true));
  for (let more = true; more && !collected.isEnough; ) {
    await watch.pause();
    const { done, value } = slices.next();
    raiseFailure(dataflow);
    collected.add(done === true ? value.batches : value);
    watch.collected(collected.bytes);
    more = done !== true;
  }
  raiseFailure(dataflow);
}

function rowsToRead({ cut, streams, results }: OneShotInputs): number {
  let rows = 0;
  for (const input of streams.values()) rows += input.rowsLeft(cut);
  for (const batch of results.values()) rows += batch?.rowCount ?? 0;
  return rows;
}

/** Feeds the next rows of the stream whose event time is furthest behind; 0 when all are read. */
async function takePortion(
  dataflow: Dataflow,
  { cut, streams }: OneShotInputs,
  rowsMax: number,
): Promise<number> {
  let chosen: readonly [number, StreamInput] | null = null;
  for (const entry of streams) {
    if (entry[1].rowsLeft(cut) === 0) continue;
    if (chosen === null || entry[1].reachedMicros() < chosen[1].reachedMicros()) chosen = entry;
  }
  if (chosen === null) return 0;
  const [node, input] = chosen;
  const batch = await nextOf(input, cut, rowsMax);
  if (batch !== null) dataflow.take(node, batch);
  return batch?.rowCount ?? 0;
}

/** @throws SqlError 42P01 when the files are gone because the stream was dropped meanwhile. */
async function nextOf(input: StreamInput, cut: Cut, rowsMax: number): Promise<Batch | null> {
  try {
    return await input.next(cut, rowsMax);
  } catch (error) {
    throw input.store.isDropped ? droppedRelation(input.store.definition.name) : error;
  }
}

/** A bounded run ends event time, so that a finite input gives all its windows. */
function watermarks(inputs: OneShotInputs, ended: boolean): ReadonlyMap<number, number> {
  const all = new Map<number, number>();
  const { cut, streams, results } = inputs;
  for (const [node, input] of streams) {
    all.set(node, ended ? Number.POSITIVE_INFINITY : input.watermark(cut));
  }
  for (const node of results.keys()) {
    all.set(node, ended ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  }
  return all;
}

function projected(batch: Batch | null, node: ScanNode): Batch | null {
  if (batch === null) return null;
  const columns = node.columns.map((column) => batch.columns[column] as Vector);
  return { ...batch, schema: { fields: node.fields }, columns };
}

/** One-shot statements raise what a continuous query would count. */
export function raiseFailure(dataflow: Pick<Dataflow, 'failures' | 'failureReasons'>): void {
  for (const [code, rows] of dataflow.failures) {
    if (rows <= 0) continue;
    const known = dataflow.failureReasons.get(code);
    throw known ?? new SqlError(code, messages[code] ?? 'a row could not be computed');
  }
}

const messages: Readonly<Record<string, string>> = {
  [sqlState.divisionByZero]: 'division by zero',
  [sqlState.numericValueOutOfRange]: 'value out of range',
  [sqlState.invalidTextRepresentation]: 'invalid input syntax',
  [sqlState.invalidDatetimeFormat]: 'invalid input syntax for a date or time',
  [sqlState.datetimeFieldOverflow]: 'date/time field value out of range',
};
