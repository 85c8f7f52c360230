import { unreachable } from '../../common/assert.ts';
import { jsonString, printJson, readJson } from '../../data/json-tree.ts';
import { mapOf } from '../../data/map-datum.ts';
import type { MapEntry } from '../../data/map-text.ts';
import type { ArrayDatum, Datum, Interval, SqlType } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { dimensions } from '../../functions/arrays/array-shape.ts';
import { divideInterval } from '../../functions/interval-arithmetic.ts';
import { jsonOf } from '../../functions/json/json-value.ts';
import type { AggregateCall, Share } from '../../planner/physical/physical-plan.ts';
import { valueOrder } from '../row-order.ts';

/** A row of a group by its place in the columns, and how often it counts. */
export type KeptRow = { readonly row: number; readonly count: number };

/** What an aggregate answers over the rows of a group in order; undefined where it fails. */
export type ValueRule = (rows: readonly KeptRow[]) => Datum | undefined;

/** The rule of a call over columns: the argument first, then what comes with it. */
export function valueRule(
  call: AggregateCall,
  types: readonly SqlType[],
  columns: readonly Vector[],
): ValueRule {
  const at = (column: number, row: number): Datum =>
    datumAt(columns[column] as Vector, types[column] as SqlType, row);
  const share = call.share ?? null;
  switch (call.function) {
    case 'string_agg':
      return (rows) => joined(rows, at);
    case 'array_agg':
      return (rows) => collected(rows, types[0] as SqlType, at);
    case 'map_agg':
      return (rows) => mapped(rows, types[0] as SqlType, at);
    case 'top_k':
      return (rows) => greatest(rows, call.limit ?? null, at);
    case 'approx_top_k':
      return (rows) => frequent(rows, call.limit ?? null, at);
    case 'json_agg':
    case 'jsonb_agg':
      return (rows) => jsonArray(rows, (row) => jsonOf(at(0, row), types[0] as SqlType), call);
    case 'json_object_agg':
    case 'jsonb_object_agg':
      return (rows) => jsonObject(rows, at, types, call);
    case 'mode':
      return (rows) => mostFrequent(rows, columns[0] as Vector, types[0] as SqlType, at);
    case 'percentile_disc':
      return (rows) => eachShare(share, (each) => discrete(rows, each, at));
    case 'percentile_cont':
      return (rows) => eachShare(share, (each) => continuous(rows, each, at));
    case 'first_value':
    case 'first':
    case 'arg_min':
    case 'min_by':
    case 'arg_max':
    case 'max_by':
      return ([first]) => (first === undefined ? null : at(0, first.row));
    case 'last_value':
    case 'last':
      return (rows) => (rows.length === 0 ? null : at(0, rows.at(-1)?.row as number));
    default:
      return unreachable(call.function as never);
  }
}

type At = (column: number, row: number) => Datum;

/** Each separator stands before the value of its own row. */
function joined(rows: readonly KeptRow[], at: At): Datum {
  if (rows.length === 0) return null;
  const parts: string[] = [];
  for (const { row, count } of rows) {
    const separator = (at(1, row) as string | null) ?? '';
    for (let n = 0; n < count; n += 1) {
      if (parts.length > 0) parts.push(separator);
      parts.push(at(0, row) as string);
    }
  }
  return parts.join('');
}

/** Arrays must all have the dimensions of the first; undefined where they have not. */
function collected(rows: readonly KeptRow[], type: SqlType, at: At): Datum | undefined {
  if (rows.length === 0) return null;
  const items: Datum[] = [];
  for (const { row, count } of rows) {
    const item = at(0, row);
    for (let n = 0; n < count; n += 1) items.push(item);
  }
  if (type.kind !== 'array') return items;
  const [first] = items;
  const wanted = JSON.stringify(dimensions(first as ArrayDatum));
  const fits = (item: Datum): boolean =>
    Array.isArray(item) && item.length > 0 && JSON.stringify(dimensions(item)) === wanted;
  return items.every(fits) ? items : undefined;
}

/** Of values of one key the last counts. */
function mapped(rows: readonly KeptRow[], type: SqlType, at: At): Datum {
  if (rows.length === 0) return null;
  return mapOf(
    rows.map(({ row }): MapEntry => [at(0, row), at(1, row)]),
    type,
  );
}

/** The answer for one share, or an array of those for several; NULL for NULL. */
function eachShare(share: Share | null, answer: (share: number) => Datum): Datum {
  if (share === null) return null;
  return typeof share === 'number' ? answer(share) : share.map((each) => eachShare(each, answer));
}

/** The first so many of rows in order. */
function greatest(rows: readonly KeptRow[], limit: number | null, at: At): Datum {
  if (limit === null || rows.length === 0) return null;
  const items: Datum[] = [];
  for (const { row, count } of rows) {
    const times = Math.min(count, limit - items.length);
    for (let n = 0; n < times; n += 1) items.push(at(0, row));
  }
  return items;
}

/** The values that stand most often; equally frequent ones in order. Equal values look the same. */
function frequent(rows: readonly KeptRow[], limit: number | null, at: At): Datum {
  if (limit === null || rows.length === 0) return null;
  return rows
    .toSorted((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ row }) => at(0, row));
}

function jsonArray(
  rows: readonly KeptRow[],
  json: (row: number) => string,
  { function: name }: AggregateCall,
): Datum {
  if (rows.length === 0) return null;
  const items = rows.flatMap(({ row, count }) => new Array<string>(count).fill(json(row)));
  const text = `[${items.join(', ')}]`;
  return name === 'jsonb_agg' ? printJson(readJson(text)) : text;
}

/** Undefined where a key is NULL. */
function jsonObject(
  rows: readonly KeptRow[],
  at: At,
  types: readonly SqlType[],
  { function: name }: AggregateCall,
): Datum | undefined {
  if (rows.length === 0) return null;
  const members: string[] = [];
  for (const { row, count } of rows) {
    const key = at(0, row);
    if (key === null) return undefined;
    const text = jsonString(formatDatum(types[0] as SqlType, key));
    const member = `${text} : ${jsonOf(at(1, row), types[1] as SqlType)}`;
    for (let n = 0; n < count; n += 1) members.push(member);
  }
  const object = `{ ${members.join(', ')} }`;
  return name === 'jsonb_object_agg' ? printJson(readJson(object)) : object;
}

/** Of values equally frequent the first in order. */
function mostFrequent(rows: readonly KeptRow[], vector: Vector, type: SqlType, at: At): Datum {
  const compare = valueOrder(vector, type);
  let best = -1;
  let bestCount = 0;
  let first = -1;
  let total = 0;
  for (const { row, count } of rows) {
    if (first < 0 || compare(first, row) !== 0) {
      first = row;
      total = 0;
    }
    total += count;
    if (total > bestCount) {
      best = first;
      bestCount = total;
    }
  }
  return best < 0 ? null : at(0, best);
}

function discrete(rows: readonly KeptRow[], share: number, at: At): Datum {
  const total = countOf(rows);
  if (total === 0) return null;
  return at(0, rowAt(rows, Math.max(1, Math.ceil(share * total)) - 1));
}

function continuous(rows: readonly KeptRow[], share: number, at: At): Datum {
  const total = countOf(rows);
  if (total === 0) return null;
  const place = share * (total - 1);
  const low = at(0, rowAt(rows, Math.floor(place)));
  const high = at(0, rowAt(rows, Math.ceil(place)));
  const part = place - Math.floor(place);
  if (part === 0) return low;
  if (typeof low === 'number') return low + ((high as number) - low) * part;
  return between(low as Interval, high as Interval, part);
}

function between(low: Interval, high: Interval, part: number): Interval {
  const difference = {
    months: high.months - low.months,
    days: high.days - low.days,
    micros: high.micros - low.micros,
  };
  const { months, days, micros } = divideInterval(difference, 1 / part);
  return {
    months: low.months + months,
    days: low.days + days,
    micros: low.micros + micros,
  };
}

function countOf(rows: readonly KeptRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** The row at a place, each counted as often as it stands. */
function rowAt(rows: readonly KeptRow[], place: number): number {
  let left = place;
  for (const { row, count } of rows) {
    if (left < count) return row;
    left -= count;
  }
  return rows.at(-1)?.row as number;
}
