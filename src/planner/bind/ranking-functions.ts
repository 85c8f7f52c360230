import type { SqlType } from '../../data/sql-type.ts';

/** A window function that is no aggregate. */
export type RankingFunction = {
  readonly argumentsMin: number;
  readonly argumentsMax: number;
  /** The type of its answer; left out for that of its first argument. */
  readonly type?: SqlType;
  readonly neverNull: boolean;
  /** Whether it looks at no values, so that there are no NULLs to ignore. */
  readonly isPlain: boolean;
};

const bigint: SqlType = { kind: 'bigint' };
const double: SqlType = { kind: 'double' };

function place(type: SqlType): RankingFunction {
  return { argumentsMin: 0, argumentsMax: 0, type, neverNull: true, isPlain: true };
}

function ofValue(argumentsMin: number, argumentsMax: number): RankingFunction {
  return { argumentsMin, argumentsMax, neverNull: false, isPlain: false };
}

/** By name. */
export const rankingFunctions: ReadonlyMap<string, RankingFunction> = new Map([
  ['row_number', place(bigint)],
  ['rank', place(bigint)],
  ['dense_rank', place(bigint)],
  ['percent_rank', place(double)],
  ['cume_dist', place(double)],
  [
    'ntile',
    {
      argumentsMin: 1,
      argumentsMax: 1,
      type: { kind: 'integer' },
      neverNull: false,
      isPlain: true,
    },
  ],
  ['lag', ofValue(1, 3)],
  ['lead', ofValue(1, 3)],
  ['first_value', ofValue(1, 1)],
  ['last_value', ofValue(1, 1)],
  ['nth_value', ofValue(2, 2)],
]);
