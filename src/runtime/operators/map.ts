import type { Batch } from '../../data/batch.ts';
import type { MapNode } from '../../planner/physical/physical-plan.ts';
import { buildMapKernel, type MapKernel } from '../compile/map-kernel.ts';
import { failureReason } from './failure-reason.ts';
import { type Operator, type OperatorContext, type StateSize, stateless } from './operator.ts';

/**
 * Filter and projection in one compiled loop. Linear: it maps each row by itself, so the output of
 * a sum of changes is the sum of the outputs. Keeps nothing.
 */
export class MapOperator implements Operator {
  readonly #node: MapNode;
  readonly #kernel: MapKernel;
  readonly #context: OperatorContext;

  constructor(node: MapNode, context: OperatorContext) {
    this.#node = node;
    this.#kernel = buildMapKernel(node);
    this.#context = context;
  }

  take(_port: number, batch: Batch): void {
    const env = this.#context.env();
    const { batch: mapped, errors } = this.#kernel.run(batch, env);
    for (const { row, code } of errors ?? []) {
      const weight = batch.weights === null ? 1 : (batch.weights[row] as number);
      this.#context.fail(code, weight, () => failureReason(this.#node, batch, row, env));
    }
    if (mapped !== null) this.#context.emit(mapped);
  }

  endStep(watermarks: readonly number[]): number {
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return stateless;
  }
}
