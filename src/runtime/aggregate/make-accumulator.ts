import { assert } from '../../common/assert.ts';
import { storageOf } from '../../data/sql-type.ts';
import type { AggregateCall } from '../../planner/physical/physical-plan.ts';
import type { Accumulator } from './accumulator.ts';
import { finishAverage } from './average.ts';
import { CountAccumulator } from './count.ts';
import { DoubleSumAccumulator } from './double-sum.ts';
import { ExtremeAccumulator } from './extreme.ts';
import { finishSum, IntegerSumAccumulator } from './integer-sum.ts';
import { RetractableExtremeAccumulator } from './retractable-extreme.ts';

/** The empty accumulator of an aggregate, chosen by its argument's type and by what its input may do. */
export function makeAccumulator(
  call: AggregateCall,
  inputMode: 'append' | 'updating',
): Accumulator {
  if (call.function === 'count') return new CountAccumulator();
  const type = call.argumentType;
  assert(type !== null, `${call.function} has an argument`);
  switch (call.function) {
    case 'sum':
      if (storageOf(type) === 'f64') return new DoubleSumAccumulator(false);
      return new IntegerSumAccumulator(finishSum);
    case 'avg':
      if (storageOf(type) === 'f64') return new DoubleSumAccumulator(true);
      return new IntegerSumAccumulator(
        finishAverage(type.kind === 'numeric' ? (type.scale ?? 0) : 0),
      );
    case 'min':
    case 'max': {
      const order = { type, sign: call.function === 'max' ? (1 as const) : (-1 as const) };
      return inputMode === 'append'
        ? new ExtremeAccumulator(order)
        : new RetractableExtremeAccumulator(order);
    }
  }
}
