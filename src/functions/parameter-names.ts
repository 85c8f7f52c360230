/** A parameter that a call may name, and the number that it is where a call leaves it out. */
export type NamedParameter = { readonly name: string; readonly otherwise?: string };

/** The parameters of functions that PostgreSQL has names for (manual, 9.9 and 9.16), in order. */
export const namedParameters: ReadonlyMap<string, readonly NamedParameter[]> = new Map([
  [
    'make_interval',
    ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'].map((name) => ({
      name,
      otherwise: '0',
    })),
  ],
  ['make_date', required('year', 'month', 'day')],
  ['make_time', required('hour', 'min', 'sec')],
  ['make_timestamp', required('year', 'month', 'mday', 'hour', 'min', 'sec')],
  ['make_timestamptz', required('year', 'month', 'mday', 'hour', 'min', 'sec', 'timezone')],
  ['jsonb_set', required('jsonb_in', 'path', 'replacement', 'create_if_missing')],
  ['jsonb_insert', required('jsonb_in', 'path', 'replacement', 'insert_after')],
  [
    'random_normal',
    [
      { name: 'mean', otherwise: '0' },
      { name: 'stddev', otherwise: '1' },
    ],
  ],
]);

function required(...names: readonly string[]): readonly NamedParameter[] {
  return names.map((name) => ({ name }));
}
