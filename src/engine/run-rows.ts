import type { Clock } from '../common/clock.ts';
import type { Batch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import { type EvaluationSettings, plainSettings } from '../functions/evaluation-env.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';
import { Dataflow } from '../runtime/dataflow.ts';
import { raiseFailure } from './one-shot.ts';

/** Runs a plan over rows in hand; null for no rows. @throws SqlError what a row raises */
export function runRows(
  plan: PhysicalPlan,
  rows: Batch,
  clock: Clock,
  timeZone: string,
): Batch | null {
  const settings: EvaluationSettings = { ...plainSettings(), timeZone };
  const dataflow = new Dataflow(plan, settings);
  dataflow.setNow(clock.nowMicros());
  const watermarks = new Map<number, number>();
  for (const [index, node] of plan.nodes.entries()) {
    if (node.kind !== 'scan') continue;
    watermarks.set(index, Number.POSITIVE_INFINITY);
    const columns = node.columns.map((column) => rows.columns[column] as Vector);
    dataflow.take(index, { ...rows, schema: { fields: node.fields }, columns });
  }
  const { changes } = dataflow.endStep(watermarks);
  raiseFailure(dataflow);
  return changes;
}
