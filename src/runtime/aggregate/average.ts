import { divideDecimals } from '../../data/decimal.ts';
import type { Decimal } from '../../data/decimal-text.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { decimalVector } from './decimal-vector.ts';
import { type IntegerSumFinish, wideSum } from './integer-sum.ts';

/**
 * avg() over integers and decimals of `scale` places, as NUMERIC with the number of places that
 * PostgreSQL's division gives; NULL for groups without values.
 */
export function finishAverage(scale: number, type: SqlType): IntegerSumFinish {
  return (sums, groups, failed): Vector =>
    decimalVector(type, groups, failed, (group) =>
      averageOf({ units: wideSum(sums, group), scale }, sums.count[group] as number),
    );
}

/** sum() as NUMERIC, for sums that have no bound; NULL for groups without values. */
export function finishWideSum(scale: number, type: SqlType): IntegerSumFinish {
  return (sums, groups, failed): Vector =>
    decimalVector(type, groups, failed, (group) =>
      sums.count[group] === 0 ? null : { units: wideSum(sums, group), scale },
    );
}

/** Whether results of the type are NUMERIC without a scale, kept as decimal texts. */
export function isUnscaledNumeric(type: SqlType): boolean {
  return type.kind === 'numeric' && storageOf(type) === 'text';
}

/** A sum over a count; null for none. */
export function averageOf(sum: Decimal, count: number): Decimal | null {
  return count === 0 ? null : divideDecimals(sum, { units: BigInt(count), scale: 0 });
}
