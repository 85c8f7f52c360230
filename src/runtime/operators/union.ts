import type { Batch } from '../../data/batch.ts';
import type { UnionNode } from '../../planner/physical/physical-plan.ts';
import { type Operator, type OperatorContext, type StateSize, stateless } from './operator.ts';

/**
 * UNION ALL. Linear: what comes in on any port goes out as it is, late marks included. Keeps
 * nothing; its watermark is that of the slowest input.
 */
export class UnionOperator implements Operator {
  readonly #node: UnionNode;
  readonly #context: OperatorContext;

  constructor(node: UnionNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
  }

  take(_port: number, batch: Batch): void {
    this.#context.emit({ ...batch, schema: { fields: this.#node.fields } });
  }

  endStep(watermarks: readonly number[]): number {
    return Math.min(...watermarks);
  }

  stateSize(): StateSize {
    return stateless;
  }
}
