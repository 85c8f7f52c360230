import { exactRatio } from './exact-double.ts';

/**
 * The sums of pairs (y, x) of one group: count, and with every number times 2^−exponent the sums
 * of x and y and those of their squares and products.
 */
export type Moments = {
  count: number;
  /** Pairs with a NaN or an infinity: they are in no sum. */
  strange: number;
  exponent: number;
  x: bigint;
  y: bigint;
  xx: bigint;
  yy: bigint;
  xy: bigint;
};

/** What an aggregate answers of the sums of a group; null is NULL. */
export type MomentRule = (moments: Moments) => number | bigint | null;

/** n · Σ(a − ā)(b − b̄) of a group: the sums of squares and products about the means, times n. */
type Spreads = {
  readonly n: bigint;
  readonly xx: bigint;
  readonly yy: bigint;
  readonly xy: bigint;
};

type Rule = (spreads: Spreads, moments: Moments) => number | null;

/** The rules of PostgreSQL (float.c, float8_regr_…): NULL for too few rows or no spread. */
const rules: Readonly<Record<string, readonly [rowsMin: number, rule: Rule]>> = {
  var_pop: [1, ({ n, yy }, { exponent }) => exactRatio(yy, n * n, exponent * 2)],
  var_samp: [2, ({ n, yy }, { exponent }) => exactRatio(yy, n * (n - 1n), exponent * 2)],
  stddev_pop: [1, ({ n, yy }, { exponent }) => Math.sqrt(exactRatio(yy, n * n, exponent * 2))],
  stddev_samp: [
    2,
    ({ n, yy }, { exponent }) => Math.sqrt(exactRatio(yy, n * (n - 1n), exponent * 2)),
  ],
  covar_pop: [1, ({ n, xy }, { exponent }) => exactRatio(xy, n * n, exponent * 2)],
  covar_samp: [2, ({ n, xy }, { exponent }) => exactRatio(xy, n * (n - 1n), exponent * 2)],
  corr: [1, correlation],
  regr_avgx: [1, ({ n }, { x, exponent }) => exactRatio(x, n, exponent)],
  regr_avgy: [1, ({ n }, { y, exponent }) => exactRatio(y, n, exponent)],
  regr_sxx: [1, ({ n, xx }, { exponent }) => exactRatio(xx, n, exponent * 2)],
  regr_syy: [1, ({ n, yy }, { exponent }) => exactRatio(yy, n, exponent * 2)],
  regr_sxy: [1, ({ n, xy }, { exponent }) => exactRatio(xy, n, exponent * 2)],
  regr_slope: [1, ({ xx, xy }) => (xx === 0n ? null : exactRatio(xy, xx, 0))],
  regr_intercept: [
    1,
    ({ n, xx, xy }, { x, y, exponent }) =>
      xx === 0n ? null : exactRatio(y * xx - x * xy, n * xx, exponent),
  ],
  regr_r2: [
    1,
    ({ xx, yy, xy }) => {
      if (xx === 0n) return null;
      return yy === 0n ? 1 : exactRatio(xy * xy, xx * yy, 0);
    },
  ],
};

/** The rule of an aggregate: variances are of y. */
export function momentRule(name: string): MomentRule {
  if (name === 'regr_count') return ({ count }) => BigInt(count);
  const [rowsMin, rule] = rules[aliases[name] ?? name] as readonly [number, Rule];
  return (moments) => {
    if (moments.count < rowsMin) return null;
    return moments.strange === 0 ? rule(spreadsOf(moments), moments) : Number.NaN;
  };
}

const aliases: Readonly<Record<string, string>> = { variance: 'var_samp', stddev: 'stddev_samp' };

function correlation({ xx, yy, xy }: Spreads): number | null {
  if (xx === 0n || yy === 0n) return null;
  const root = Math.sqrt(exactRatio(xy * xy, xx * yy, 0));
  return xy < 0n ? -root : root;
}

function spreadsOf({ count, x, y, xx, yy, xy }: Moments): Spreads {
  const n = BigInt(count);
  return { n, xx: n * xx - x * x, yy: n * yy - y * y, xy: n * xy - x * y };
}
