import type { Batch } from '../../data/batch.ts';
import type { MapNode } from '../../planner/physical/physical-plan.ts';
import { buildMapKernel, type MapKernel } from '../compile/map-kernel.ts';
import { type Operator, type OperatorContext, type StateSize, stateless } from './operator.ts';

/**
 * Filter and projection in one compiled loop. Linear: it maps each row by itself, so the output of
 * a sum of changes is the sum of the outputs. Keeps nothing.
 */
export class MapOperator implements Operator {
  readonly #kernel: MapKernel;
  readonly #context: OperatorContext;

  constructor(node: MapNode, context: OperatorContext) {
    this.#kernel = buildMapKernel(node);
    this.#context = context;
  }

  take(_port: number, batch: Batch): void {
    const { batch: mapped, errors } = this.#kernel.run(batch, {
      nowMicros: this.#context.nowMicros(),
    });
    for (const { row, code } of errors ?? []) {
      this.#context.fail(code, batch.weights === null ? 1 : (batch.weights[row] as number));
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
