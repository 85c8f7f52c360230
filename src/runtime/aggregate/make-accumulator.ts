import { assert } from '../../common/assert.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import { answersFromAll, answersOneRow } from '../../functions/aggregates/kept-values.ts';
import type { AggregateCall } from '../../planner/physical/physical-plan.ts';
import type { Accumulator } from './accumulator.ts';
import { ApproxCountAccumulator } from './approx-count.ts';
import { ApproxPercentileAccumulator } from './approx-percentile.ts';
import { finishAverage, finishWideSum, isUnscaledNumeric } from './average.ts';
import { BitAccumulator } from './bits.ts';
import { CountAccumulator } from './count.ts';
import { DecimalSumAccumulator } from './decimal-sum.ts';
import { DistinctAccumulator } from './distinct.ts';
import { DoubleSumAccumulator } from './double-sum.ts';
import { ExtremeAccumulator } from './extreme.ts';
import { finishSum, IntegerSumAccumulator } from './integer-sum.ts';
import { IntervalSumAccumulator } from './interval-sum.ts';
import { KeptValuesAccumulator } from './kept-values.ts';
import { momentRule } from './moment-rules.ts';
import { MomentsAccumulator } from './moments.ts';
import { RetractableExtremeAccumulator } from './retractable-extreme.ts';
import { TruthAccumulator } from './truth.ts';
import { type Spread, VarianceAccumulator } from './variance.ts';

/** The empty accumulator of an aggregate, chosen by its argument's type and by what its input may do. */
export function makeAccumulator(
  call: AggregateCall,
  inputMode: 'append' | 'updating',
): Accumulator {
  if (answersOneRow(call.function) || answersFromAll(call.function)) {
    const keepsOne = inputMode === 'append' && answersOneRow(call.function);
    return new KeptValuesAccumulator(call, keepsNulls.has(call.function), keepsOne);
  }
  const plain = makePlain(call, inputMode);
  if (call.distinct !== true) return plain;
  assert(call.argumentType, 'DISTINCT has an argument');
  const others = (call.others ?? []).map(({ type }) => type);
  return new DistinctAccumulator(plain, [call.argumentType, ...others]);
}

function makePlain(call: AggregateCall, inputMode: 'append' | 'updating'): Accumulator {
  const { function: name, argumentType: type } = call;
  if (name === 'count') return new CountAccumulator();
  assert(type !== null, `${name} has an argument`);
  switch (name) {
    case 'sum':
      return makeSum(type, call.type);
    case 'avg':
      return makeAverage(type, call.type);
    case 'min':
    case 'any_value':
      return makeExtreme(type, -1, inputMode);
    case 'max':
      return makeExtreme(type, 1, inputMode);
    case 'bool_and':
    case 'every':
      return new TruthAccumulator(true);
    case 'bool_or':
      return new TruthAccumulator(false);
    case 'bit_and':
    case 'bit_or':
    case 'bit_xor':
      return new BitAccumulator(name, type);
    case 'approx_count_distinct':
      return inputMode === 'append'
        ? new ApproxCountAccumulator()
        : new DistinctAccumulator(new CountAccumulator(), [type]);
    case 'approx_percentile':
      return new ApproxPercentileAccumulator((call.share ?? null) as number | null);
    default:
      return makeStatistic(name, type, call.type);
  }
}

function makeExtreme(type: SqlType, sign: 1 | -1, inputMode: 'append' | 'updating'): Accumulator {
  const order = { type, sign };
  return inputMode === 'append'
    ? new ExtremeAccumulator(order)
    : new RetractableExtremeAccumulator(order);
}

/** Variances of integers and NUMERIC are exact decimals; all others are of doubles. */
function makeStatistic(name: string, type: SqlType, result: SqlType): Accumulator {
  const spread = spreads.get(name);
  return spread !== undefined && storageOf(type) !== 'f64'
    ? new VarianceAccumulator(type, result, spread)
    : new MomentsAccumulator(momentRule(name), result);
}

const spreads: ReadonlyMap<string, Spread> = new Map([
  ['variance', { isSample: true, isRoot: false }],
  ['var_samp', { isSample: true, isRoot: false }],
  ['var_pop', { isSample: false, isRoot: false }],
  ['stddev', { isSample: true, isRoot: true }],
  ['stddev_samp', { isSample: true, isRoot: true }],
  ['stddev_pop', { isSample: false, isRoot: true }],
]);

/** Functions over kept values that count rows whose argument is NULL. */
const keepsNulls: ReadonlySet<string> = new Set([
  'array_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
  'first_value',
  'first',
  'last_value',
  'last',
]);

function makeSum(argument: SqlType, result: SqlType): Accumulator {
  if (argument.kind === 'interval') return new IntervalSumAccumulator(false);
  if (storageOf(argument) === 'f64') return new DoubleSumAccumulator(result, false);
  if (isUnscaledNumeric(argument)) return new DecimalSumAccumulator(result, false);
  return new IntegerSumAccumulator(
    isUnscaledNumeric(result) ? finishWideSum(scaleOf(argument), result) : finishSum,
  );
}

function makeAverage(argument: SqlType, result: SqlType): Accumulator {
  if (argument.kind === 'interval') return new IntervalSumAccumulator(true);
  if (storageOf(argument) === 'f64') return new DoubleSumAccumulator(result, true);
  if (isUnscaledNumeric(argument)) return new DecimalSumAccumulator(result, true);
  return new IntegerSumAccumulator(finishAverage(scaleOf(argument), result));
}

function scaleOf(type: SqlType): number {
  return type.kind === 'numeric' ? (type.scale ?? 0) : 0;
}
