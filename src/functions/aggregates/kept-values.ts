/** Functions that answer with one row of the group, the first or the last in an order. */
const ofOneRow: ReadonlySet<string> = new Set([
  'first_value',
  'first',
  'last_value',
  'last',
  'arg_min',
  'min_by',
  'arg_max',
  'max_by',
]);

/** Functions that look at all values of the group again. */
const ofAllValues: ReadonlySet<string> = new Set([
  'string_agg',
  'array_agg',
  'map_agg',
  'top_k',
  'approx_top_k',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
  'mode',
  'percentile_cont',
  'percentile_disc',
]);

/**
 * Whether an aggregate function answers with one row of its group: over rows that are never taken
 * back that row is all there is to keep.
 */
export function answersOneRow(name: string): boolean {
  return ofOneRow.has(name);
}

/** Whether an aggregate function looks at all values of its group again, whatever its input does. */
export function answersFromAll(name: string): boolean {
  return ofAllValues.has(name);
}
