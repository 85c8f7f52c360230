import type { Batch } from '../../src/data/batch.ts';
import { type Datum, type MapDatum, storageOf } from '../../src/data/sql-type.ts';
import { batchRows } from './batch-rows.ts';

/** A sum of changes as a plain map from the text of a row to its weight. */
export type Zset = ReadonlyMap<string, number>;

/** A row with its weight. */
export type WeightedRow = { readonly row: readonly Datum[]; readonly weight: number };

/** The text of a row: equal rows have equal texts, whatever their encoding. −0 and 0 are equal. */
export function rowText(row: readonly Datum[]): string {
  return JSON.stringify(row.map(datumText));
}

function datumText(datum: Datum): string {
  if (datum === null) return 'NULL';
  if (typeof datum === 'object') return nestedText(datum);
  return `${typeof datum} ${Object.is(datum, -0) ? 0 : datum}`;
}

function nestedText(datum: Exclude<Datum, null | boolean | number | bigint | string>): string {
  if (Array.isArray(datum)) return `array ${datum.map(datumText).join()}`;
  if ('months' in datum) return `interval ${datum.months} ${datum.days} ${datum.micros}`;
  if ('fields' in datum) return `row ${datum.fields.map(datumText).join()}`;
  const entries = (datum as MapDatum).entries.map((entry) => entry.map(datumText).join(' '));
  return `map ${entries.join()}`;
}

/** The sum of weighted rows. */
export function zsetOf(rows: Iterable<WeightedRow>): Zset {
  const sum = new Map<string, number>();
  for (const { row, weight } of rows) {
    const text = rowText(row);
    const total = (sum.get(text) ?? 0) + weight;
    if (total === 0) sum.delete(text);
    else sum.set(text, total);
  }
  return sum;
}

/** The rows of a batch with their weights. */
export function weightedRows(batch: Batch | null): WeightedRow[] {
  return batchRows(batch).map((row, n) => ({ row, weight: batch?.weights?.[n] ?? 1 }));
}

/** The sum of batches. */
export function sumOf(batches: readonly Batch[]): Zset {
  return zsetOf(batches.flatMap(weightedRows));
}

/** A Zset in a form that reads well when it differs. */
export function sorted(zset: Zset): [string, number][] {
  return [...zset].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether every column has a kind of vector that its type may come in. */
export function isWellFormed(batch: Batch): boolean {
  return batch.schema.fields.every((field, c) => {
    const column = batch.columns[c];
    if (column === undefined) return false;
    const storage = storageOf(field.type);
    if (storage === 'text') return column.kind === 'text' || column.kind === 'dictionary';
    if (storage === 'integer64') return column.kind === 'f64' || column.kind === 'i64';
    return column.kind === storage;
  });
}
