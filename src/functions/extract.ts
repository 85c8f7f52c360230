import { sqlState } from '../common/sql-error.ts';
import { decimalDatum, doubleOfDecimal } from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import type { Datum, Interval, SqlTypeKind } from '../data/sql-type.ts';
import { emitField, fieldsOf } from './extract-fields.ts';
import { canonicalField, type MomentKind } from './field-names.ts';
import { dateField, intervalField, timestampField } from './moment-fields.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { unrecognizedUnit, unsupportedUnit } from './unit-errors.ts';

type FieldKind = MomentKind | 'interval';

const zero: Decimal = { units: 0n, scale: 0 };

const fallible = [sqlState.invalidParameterValue, sqlState.featureNotSupported];

/**
 * EXTRACT and date_part with a field that is known only when they run: NUMERIC of any scale, and
 * DOUBLE. For fields that are known beforehand see `fieldFunctions`.
 */
export function extractFunctions(): ScalarFunction[] {
  return (['date', 'timestamp', 'timestamptz', 'interval'] as const).flatMap((kind) => [
    scalarFunction({
      name: 'extract',
      parameters: ['text', kind],
      result: () => plainType('numeric'),
      fallible,
      docs: 'a field of a moment or interval: EXTRACT(field FROM value)',
      examples: [[`extract(year from ${sample(kind)})`, kind === 'interval' ? '1' : '2026']],
      evaluate: ([name, value = null], { resultType }) =>
        decimalDatum(fieldOf(kind, name as string, value), resultType),
    }),
    scalarFunction({
      name: 'date_part',
      parameters: ['text', kind],
      result: () => plainType('double'),
      fallible,
      docs: 'a field of a moment or interval as a double',
      examples: [[`date_part('month', ${sample(kind)})`, '2']],
      evaluate: ([name, value = null]) => doubleOfDecimal(fieldOf(kind, name as string, value)),
      emit: (context) => (kind === 'interval' ? null : emitDatePart(context, kind)),
    }),
  ]);
}

function sample(kind: FieldKind): string {
  return kind === 'interval' ? "interval '1 year 2 months'" : `${kind} '2026-02-28'`;
}

/** @throws SqlError 22023, 0A000 */
function fieldOf(kind: FieldKind, name: string, value: Datum): Decimal {
  const field = canonicalField(name);
  if (field === null) throw unrecognizedUnit(name, kind);
  const found = readField(kind, field, value);
  if (found === null) throw unsupportedUnit(name, kind);
  return found;
}

function readField(kind: SqlTypeKind, field: string, value: Datum): Decimal | null {
  if (kind === 'interval') return intervalField(field, value as Interval);
  // The session's time zone is UTC.
  if (field.startsWith('timezone')) return kind === 'timestamptz' ? zero : null;
  return kind === 'date'
    ? dateField(field, value as number)
    : timestampField(field, value as bigint);
}

function emitDatePart(context: EmitContext, kind: MomentKind): string | null {
  const literal = context.literal(0);
  const name = typeof literal === 'string' ? canonicalField(literal) : null;
  const scale = name === null ? undefined : fieldsOf(kind).get(name)?.scale;
  if (name === null || scale === undefined) return null;
  const units = emitField(context, kind, name, context.argument(1));
  if (units === null) return null;
  if (context.mode === 'double') return scale === 0 ? units : `(${units} / ${10 ** scale})`;
  return `${context.library('decimalToDouble')}(${units}, ${scale})`;
}
