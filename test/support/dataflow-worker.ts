import { parentPort, workerData } from 'node:worker_threads';
import type { Batch } from '../../src/data/batch.ts';
import type { PhysicalPlan } from '../../src/planner/physical/physical-plan.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';

/** What the worker is asked: rows for a scan, or to end the step with a watermark for all scans. */
export type WorkerRequest =
  | { readonly kind: 'take'; readonly scan: number; readonly batch: Batch }
  | { readonly kind: 'end'; readonly scans: readonly number[]; readonly watermark: number };

/** Runs one dataflow in this thread; answers each end of a step with what came out. */
const { plan } = workerData as { readonly plan: PhysicalPlan };
const dataflow = new Dataflow(plan);
parentPort?.on('message', (request: WorkerRequest) => {
  if (request.kind === 'take') {
    dataflow.take(request.scan, request.batch);
    return;
  }
  const watermarks = request.scans.map((scan) => [scan, request.watermark] as const);
  const { batches } = dataflow.endStep(new Map(watermarks));
  parentPort?.postMessage({ batches, failures: dataflow.failures });
});
