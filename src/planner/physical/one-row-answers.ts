/**
 * Whether an aggregate function answers with one row of its group, the first or the last in an
 * order: over rows that are never taken back that row is all there is to keep.
 */
export function answersOneRow(name: string): boolean {
  return names.has(name);
}

const names: ReadonlySet<string> = new Set([
  'first_value',
  'first',
  'last_value',
  'last',
  'arg_min',
  'min_by',
  'arg_max',
  'max_by',
]);
