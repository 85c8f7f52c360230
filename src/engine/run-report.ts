import { formatTimestamp } from '../data/text-output.ts';
import { heldBack } from '../planner/explain/held-back.ts';
import type { NodeActuals, RunFact, RunReport } from '../planner/explain/run-report.ts';
import type { PhysicalNode, PhysicalPlan } from '../planner/physical/physical-plan.ts';
import type { MeasuredDataflow } from './measured-dataflow.ts';
import type { RunningQuery } from './running-query.ts';
import type { PartitionReading } from './scan-input.ts';

/** So many partitions of a scan are shown. */
const partitionsShownMax = 8;

/** What has been seen of a query that has run to its end. */
export function endedReport(
  dataflow: MeasuredDataflow,
  run: { readonly planningMs: number; readonly executionMs: number; readonly rows: number },
): RunReport {
  const nodes = actualsOf(dataflow, []);
  const held = run.rows > 0 ? null : heldBack(dataflow.plan, nodes);
  const facts: RunFact[] = [
    { key: 'planningMs', label: 'Planning', value: run.planningMs, unit: ' ms' },
    { key: 'executionMs', label: 'Execution', value: run.executionMs, unit: ' ms' },
    { key: 'rows', label: 'Answer', value: run.rows, unit: ' rows' },
  ];
  if (held !== null) facts.push({ key: 'heldBack', label: 'No rows', value: held });
  return { facts, nodes };
}

/** What can be seen of a query that goes on, and what holds its results back. */
export function runningReport(query: RunningQuery): RunReport {
  const nodes = actualsOf(query.measured, query.partitions);
  const failed = [...query.failures.values()].reduce((sum, rows) => sum + rows, 0);
  const facts: RunFact[] = [
    { key: 'epoch', label: 'Epoch', value: query.epoch },
    { key: 'rowsRead', label: 'Read', value: query.rowsRead, unit: ' rows' },
    ...(query.result === null
      ? []
      : [{ key: 'rows', label: 'Result', value: query.result.rows(), unit: ' rows' }]),
    { key: 'lateRows', label: 'Late', value: query.lateRows, unit: ' rows' },
    { key: 'failedRows', label: 'Failed', value: failed, unit: ' rows' },
    { key: 'stateBytes', label: 'State', value: query.stateBytes, unit: ' bytes' },
    ...watermarkFacts(query.watermarkMicros),
    ...textFact('waitingFor', 'Waiting for', query.waitingFor()),
    ...textFact('heldBack', 'No rows', heldBack(query.plan, nodes)),
    ...textFact('error', 'Error', query.error?.message ?? null),
  ];
  return { facts, nodes };
}

function watermarkFacts(micros: number): readonly RunFact[] {
  const watermark = momentOf(micros);
  return textFact('watermark', 'Watermark', watermark === null ? null : momentText(watermark));
}

function textFact(key: string, label: string, value: string | null): readonly RunFact[] {
  return value === null ? [] : [{ key, label, value }];
}

function actualsOf(
  dataflow: MeasuredDataflow,
  partitions: readonly PartitionReading[],
): readonly NodeActuals[] {
  const { plan, watermarks } = dataflow;
  const sizes = dataflow.stateSizes();
  return dataflow.measures().map(({ rowsIn, rowsOut, ms }, index) => ({
    rowsIn: isSource(plan.nodes[index]) ? rowsOut : rowsIn,
    rowsOut,
    ms,
    stateRows: sizes[index]?.rows ?? 0,
    stateBytes: sizes[index]?.bytes ?? 0,
    watermarkMicros: momentOf(watermarks[index] ?? Number.NEGATIVE_INFINITY),
    notes: partitionLines(plan, index, partitions),
  }));
}

function isSource(node: PhysicalNode | undefined): boolean {
  return node?.kind === 'scan' || node?.kind === 'values';
}

/** Where a scan stands in each partition of its relation. */
function partitionLines(
  { nodes }: PhysicalPlan,
  index: number,
  partitions: readonly PartitionReading[],
): readonly string[] {
  const node = nodes[index];
  if (node?.kind !== 'scan') return [];
  const own = partitions.filter(({ relation }) => relation === node.relation);
  const slowest = node.watermark === null || own.length < 2 ? null : slowestOf(own);
  const shown = own
    .slice(0, partitionsShownMax)
    .map((each) => `${partitionLine(each)}${each === slowest ? ', holds event time back' : ''}`);
  const more = own.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more partitions`];
}

/** The partition whose event time is least, or has not begun. */
function slowestOf(own: readonly PartitionReading[]): PartitionReading | null {
  const reached = ({ watermarkMicros }: PartitionReading): number =>
    watermarkMicros ?? Number.NEGATIVE_INFINITY;
  return own.reduce((least, each) => (reached(each) < reached(least) ? each : least));
}

function partitionLine({ partition, offset, watermarkMicros }: PartitionReading): string {
  const reached = watermarkMicros === null ? '' : `, watermark ${momentText(watermarkMicros)}`;
  return `partition ${partition}: next offset ${offset}${reached}`;
}

/** Null before event time has begun, and at the end. */
function momentOf(micros: number): number | null {
  return Number.isFinite(micros) ? micros : null;
}

function momentText(micros: number): string {
  return formatTimestamp(BigInt(Math.trunc(micros)));
}
