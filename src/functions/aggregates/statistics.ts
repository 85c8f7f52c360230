import { sqlState } from '../../common/sql-error.ts';
import { plainType } from '../scalar-function.ts';
import { type AggregateFunction, aggregateFunction } from './aggregate-function.ts';

const fallible = [sqlState.numericValueOutOfRange];

/** Variances, standard deviations, and what two columns have to do with each other. */
export function statisticAggregates(): AggregateFunction[] {
  return [...spreads(), ...pairs(), ...estimates()];
}

function spreads(): AggregateFunction[] {
  const names = [
    ['stddev', 'the standard deviation of a sample'],
    ['stddev_samp', 'the standard deviation of a sample'],
    ['stddev_pop', 'the standard deviation of all values'],
    ['variance', 'the variance of a sample'],
    ['var_samp', 'the variance of a sample'],
    ['var_pop', 'the variance of all values'],
  ] as const;
  const kinds = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double'] as const;
  return names.flatMap(([name, docs]) =>
    kinds.map((kind) =>
      aggregateFunction({
        name,
        parameters: [kind],
        result: () => plainType(kind === 'real' || kind === 'double' ? 'double' : 'numeric'),
        fallible,
        docs: `${docs}; NULL for too few`,
      }),
    ),
  );
}

/** Rows where either value is NULL are left out. */
function pairs(): AggregateFunction[] {
  const names = [
    ['corr', 'the correlation of the values'],
    ['covar_pop', 'the covariance of all values'],
    ['covar_samp', 'the covariance of a sample'],
    ['regr_avgx', 'the mean of x'],
    ['regr_avgy', 'the mean of y'],
    ['regr_intercept', 'where the fitted line meets the y axis'],
    ['regr_r2', 'the square of the correlation'],
    ['regr_slope', 'the slope of the fitted line'],
    ['regr_sxx', 'the sum of squares of x'],
    ['regr_sxy', 'the sum of products of x and y'],
    ['regr_syy', 'the sum of squares of y'],
  ] as const;
  return [
    aggregateFunction({
      name: 'regr_count',
      parameters: ['double', 'double'],
      result: () => plainType('bigint'),
      empty: 'zero',
      docs: 'the number of rows where neither value is NULL',
    }),
    ...names.map(([name, docs]) =>
      aggregateFunction({
        name,
        parameters: ['double', 'double'],
        result: () => plainType('double'),
        fallible,
        docs: `${docs}, of pairs (y, x)`,
      }),
    ),
  ];
}

function estimates(): AggregateFunction[] {
  const percentile = {
    name: 'approx_percentile',
    parameters: ['double', 'double'],
    result: () => plainType('double'),
    distinctMatters: false,
    fallible,
  } as const;
  const docs =
    'about the value below which the given share of the values lies: off by 0.05 % at most';
  return [
    aggregateFunction({
      name: 'approx_count_distinct',
      parameters: ['any'],
      result: () => plainType('bigint'),
      empty: 'zero',
      distinctMatters: false,
      retraction: 'keepsValues',
      docs: 'about how many different values there are: exact to 1,024, then with a standard error of 1.15 %; exact where rows may be taken back',
      examples: [
        {
          call: 'approx_count_distinct(x)',
          types: ['text'],
          rows: [["'a'"], ["'b'"], ["'a'"], ['null']],
          output: '2',
        },
      ],
    }),
    aggregateFunction({
      ...percentile,
      docs,
      examples: [
        {
          call: 'approx_percentile(x, 0.5)',
          types: ['double precision'],
          rows: [['1'], ['2'], ['0.1'], ['7'], ['null'], ['100']],
          output: '2',
        },
      ],
    }),
    aggregateFunction({
      ...percentile,
      id: 'approx_percentile(double) within group (double)',
      form: 'orderedSet',
      docs,
    }),
  ];
}
