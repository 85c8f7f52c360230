import { assert } from '../../common/assert.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { AggregateCall } from '../../planner/physical/physical-plan.ts';
import type { Accumulator } from './accumulator.ts';
import { finishAverage, finishWideSum, isUnscaledNumeric } from './average.ts';
import { CountAccumulator } from './count.ts';
import { DecimalSumAccumulator } from './decimal-sum.ts';
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
  const name: Exclude<AggregateCall['function'], 'count'> = call.function;
  switch (name) {
    case 'sum':
      return makeSum(type, call.type);
    case 'avg':
      return makeAverage(type, call.type);
    case 'min':
    case 'max': {
      const order = { type, sign: name === 'max' ? (1 as const) : (-1 as const) };
      return inputMode === 'append'
        ? new ExtremeAccumulator(order)
        : new RetractableExtremeAccumulator(order);
    }
  }
}

function makeSum(argument: SqlType, result: SqlType): Accumulator {
  if (storageOf(argument) === 'f64') return new DoubleSumAccumulator(result, false);
  if (isUnscaledNumeric(argument)) return new DecimalSumAccumulator(result, false);
  return new IntegerSumAccumulator(
    isUnscaledNumeric(result) ? finishWideSum(scaleOf(argument), result) : finishSum,
  );
}

function makeAverage(argument: SqlType, result: SqlType): Accumulator {
  if (storageOf(argument) === 'f64') return new DoubleSumAccumulator(result, true);
  if (isUnscaledNumeric(argument)) return new DecimalSumAccumulator(result, true);
  return new IntegerSumAccumulator(finishAverage(scaleOf(argument), result));
}

function scaleOf(type: SqlType): number {
  return type.kind === 'numeric' ? (type.scale ?? 0) : 0;
}
