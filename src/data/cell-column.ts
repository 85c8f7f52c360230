import type { DecimalScan } from './decimal-scan.ts';
import { FormColumn, NestedColumn, TimeColumn } from './nested-columns.ts';
import {
  DecimalTextColumn,
  DoubleColumn,
  Int32Column,
  Integer64Column,
  NumericColumn,
} from './number-columns.ts';
import { type Datum, type SqlType, unscaledPlaces } from './sql-type.ts';
import { BooleanColumn, JsonColumn, LimitedTextColumn, TextColumn } from './text-columns.ts';
import { DateColumn, IntervalColumn, TimestampColumn } from './time-columns.ts';
import type { TimeUnit } from './time-unit.ts';
import { hasModifiers } from './type-modifier.ts';
import type { VectorBuilder } from './vector-builder.ts';
import { textOf } from './vector-datum.ts';
import type { TimeZone } from './zones/time-zone.ts';

/**
 * A column that is filled from the outside. Values are appended to `builder`; one that the type
 * cannot take raises an SqlError and appends nothing.
 */
export type CellColumn = {
  readonly builder: VectorBuilder;
  /** Whether a JSON value of any kind is kept as its text. */
  readonly takesJson: boolean;
  /** Appends the value that PostgreSQL's input function for the type finds in bytes[from … to). */
  readonly writeText: (bytes: Uint8Array, from: number, to: number) => void;
  /** Appends a JSON number that `scan` has just read from `bytes`. */
  readonly writeNumber: (bytes: Uint8Array, scan: DecimalScan) => void;
};

/**
 * An empty column of a type; `timeUnit` says what a bare number means as a timestamp, `zone` is that
 * of moments that name none, UTC without one.
 */
export function cellColumn(
  type: SqlType,
  timeUnit: TimeUnit,
  zone: TimeZone | null = null,
): CellColumn {
  switch (type.kind) {
    case 'boolean':
      return new BooleanColumn(type);
    case 'smallint':
    case 'integer':
      return new Int32Column(type);
    case 'bigint':
      return new Integer64Column(type);
    case 'real':
    case 'double':
      return new DoubleColumn(type);
    case 'numeric':
      return numericColumn(type);
    case 'text':
      return hasModifiers(type) ? new LimitedTextColumn(type) : new TextColumn();
    case 'unknown':
      return new TextColumn();
    case 'json':
      return new JsonColumn(type);
    case 'date':
      return new DateColumn(type);
    case 'timestamp':
    case 'timestamptz':
      return new TimestampColumn(type, timeUnit, zone);
    case 'interval':
      return new IntervalColumn(type);
    case 'time':
      return new TimeColumn(type);
    case 'uuid':
    case 'bytea':
      return new FormColumn(type);
    case 'jsonb':
    case 'array':
    case 'struct':
    case 'map':
      return new NestedColumn(type, timeUnit);
  }
}

function numericColumn(type: Extract<SqlType, { kind: 'numeric' }>): CellColumn {
  const places = unscaledPlaces(type);
  return places === null ? new DecimalTextColumn(type) : new NumericColumn(type, places);
}

/** Appends a value of the type to a builder of its storage. */
export function appendDatum(builder: VectorBuilder, datum: Datum, type: SqlType): void {
  if (datum === null) builder.appendNull();
  else if (builder.kind === 'text') builder.appendString(textOf(type, datum));
  else if (builder.kind === 'integer64' && typeof datum === 'bigint') builder.appendBigInt(datum);
  else builder.appendNumber(Number(datum));
}
