import { sqlState } from '../common/sql-error.ts';
import { decimalDatum, doubleOfDecimal } from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import type { Datum, Interval, SqlTypeKind } from '../data/sql-type.ts';
import { emitField, fieldsOf, noField } from './extract-fields.ts';
import { canonicalField, type MomentKind } from './field-names.ts';
import { isInfinite } from './infinite-moments.ts';
import { dateField, intervalField, timestampField } from './moment-fields.ts';
import { specialOf } from './numeric-specials.ts';
import {
  type EmitContext,
  type EvaluationEnv,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { emitSessionLocal, sessionLocal } from './session-zone.ts';
import { unrecognizedUnit, unsupportedUnit } from './unit-errors.ts';

type FieldKind = MomentKind | 'interval';

const fallible = [
  sqlState.invalidParameterValue,
  sqlState.featureNotSupported,
  sqlState.datetimeFieldOverflow,
];

/**
 * EXTRACT and date_part with a field that is known only when they run: NUMERIC of any scale, and
 * DOUBLE. For fields that are known beforehand see `fieldFunctions`.
 */
export function extractFunctions(): ScalarFunction[] {
  return (['date', 'timestamp', 'timestamptz', 'interval'] as const).flatMap((kind) => [
    scalarFunction({
      name: 'extract',
      parameters: ['text', kind],
      nulls: 'own',
      result: () => plainType('numeric'),
      fallible,
      docs: 'a field of a moment or interval: EXTRACT(field FROM value)',
      examples: [[`extract(year from ${sample(kind)})`, kind === 'interval' ? '1' : '2026']],
      volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
      evaluate: ([name = null, value = null], { resultType }, env) => {
        if (name === null || value === null) return null;
        const infinite = infiniteField(kind, name as string, value);
        if (infinite !== undefined) return infinite === null ? null : specialOf(infinite);
        return decimalDatum(fieldOf(kind, name as string, value, env), resultType);
      },
    }),
    scalarFunction({
      name: 'date_part',
      parameters: ['text', kind],
      result: () => plainType('double'),
      fallible,
      docs: 'a field of a moment or interval as a double',
      examples: [[`date_part('month', ${sample(kind)})`, '2']],
      volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
      evaluate: ([name, value = null], _types, env) => {
        const infinite = infiniteField(kind, name as string, value);
        if (infinite === null) throw noField(name as string, kind as MomentKind);
        if (infinite !== undefined) return infinite;
        return doubleOfDecimal(fieldOf(kind, name as string, value, env));
      },
      emit: (context) => (kind === 'interval' ? null : emitDatePart(context, kind)),
    }),
  ]);
}

function sample(kind: FieldKind): string {
  return kind === 'interval' ? "interval '1 year 2 months'" : `${kind} '2026-02-28'`;
}

/** @throws SqlError 22023, 0A000 */
function fieldOf(kind: FieldKind, name: string, value: Datum, env: EvaluationEnv): Decimal {
  const field = canonicalField(name);
  if (field === null) throw unrecognizedUnit(name, kind);
  const found = readField(kind, field, value, env);
  if (found === null) throw unsupportedUnit(name, kind);
  return found;
}

function readField(
  kind: SqlTypeKind,
  field: string,
  value: Datum,
  env: EvaluationEnv,
): Decimal | null {
  if (kind === 'interval') return intervalField(field, value as Interval);
  if (kind === 'date') return dateField(field, value as number);
  const moment = value as bigint;
  if (kind !== 'timestamptz')
    return field.startsWith('timezone') ? null : timestampField(field, moment);
  const local = sessionLocal(moment, env);
  if (field.startsWith('timezone')) return offsetField(field, Number(local - moment) / 1_000_000);
  return timestampField(field, field === 'epoch' ? moment : local);
}

/** Seconds east of UTC, or their hours and minutes. */
function offsetField(field: string, offset: number): Decimal {
  const whole = (value: number): Decimal => ({ units: BigInt(Math.trunc(value)), scale: 0 });
  if (field === 'timezone') return whole(offset);
  return whole(field === 'timezone_hour' ? offset / 3600 : (offset / 60) % 60);
}

/** Fields that grow with time. */
const growing = new Set('year decade century millennium isoyear julian epoch'.split(' '));

/** A field of an infinite moment: an infinity of what grows, NULL of what comes again; undefined for finite ones. */
function infiniteField(kind: FieldKind, name: string, value: Datum): number | null | undefined {
  if (kind === 'interval' || !isInfinite(value, kind)) return undefined;
  const field = canonicalField(name);
  if (field === null) throw unrecognizedUnit(name, kind);
  if (!growing.has(field)) return null;
  return (value as number | bigint) > 0 ? Infinity : -Infinity;
}

function emitDatePart(context: EmitContext, kind: MomentKind): string | null {
  if (context.mode === 'exact' || kind === 'date') return null;
  const literal = context.literal(0);
  const name = typeof literal === 'string' ? canonicalField(literal) : null;
  const scale = name === null ? undefined : fieldsOf(kind).get(name)?.scale;
  if (name === null || scale === undefined) return null;
  const moment = context.argument(1);
  const byZone = kind === 'timestamptz' && name !== 'epoch';
  const shown = byZone ? emitSessionLocal(context, moment) : moment;
  const units = emitField(context, kind, name, shown);
  if (units === null) return null;
  return scale === 0 ? units : `(${units} / ${10 ** scale})`;
}
