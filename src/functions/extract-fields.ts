import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay, microsPerHour, microsPerMinute } from '../data/calendar.ts';
import { type SqlTypeKind, typeName } from '../data/sql-type.ts';
import { integer64, toInteger64 } from './emit-rules.ts';
import { canonicalField, type MomentKind } from './field-names.ts';
import { isInfinite, ofFiniteMoments } from './infinite-moments.ts';
import { emitDay } from './moment-casts.ts';
import {
  clockFieldsByName,
  dateField,
  dayFieldsByName,
  epochField,
  type Field,
  timestampField,
} from './moment-fields.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { bySessionZone } from './session-zone.ts';
import { dayFields } from './time-fields.ts';

/**
 * EXTRACT with a field known beforehand: one function per field, whose NUMERIC has that field's
 * scale and so stays an integer: 'extract_hour', 'extract_second'.
 */
export function fieldFunctions(): ScalarFunction[] {
  return (['date', 'timestamp', 'timestamptz'] as const).flatMap((kind) =>
    [...fieldsOf(kind)].map(([name, field]) => fieldFunction(kind, name, field)),
  );
}

/**
 * The function that EXTRACT(field FROM value) means for a kind of value; null where 'extract' with
 * the field as text must do, or refuse it.
 */
export function extractFunction(field: string, kind: SqlTypeKind): string | null {
  const name = canonicalField(field);
  const moment = kind === 'date' || kind === 'timestamp' || kind === 'timestamptz';
  return name !== null && moment && fieldsOf(kind).has(name) ? `extract_${name}` : null;
}

/** The fields that EXTRACT takes of moments of a kind, by name. */
export function fieldsOf(kind: MomentKind): ReadonlyMap<string, Field> {
  const days = new Map<string, Field>(dayFieldsByName);
  if (kind === 'date') return days.set('epoch', { scale: 0 });
  days.delete('julian');
  return new Map<string, Field>([...days, ...clockFieldsByName, ['epoch', epochField]]);
}

function fieldFunction(kind: MomentKind, name: string, field: Field): ScalarFunction {
  const fn = ofFiniteMoments(
    scalarFunction({
      name: `extract_${name}`,
      parameters: [kind],
      result: () => ({ kind: 'numeric', precision: null, scale: field.scale }),
      docs: `EXTRACT(${name} FROM ${kind})`,
      examples: examples[`${name} ${kind}`] ?? [],
      fallible: [sqlState.datetimeFieldOverflow],
      evaluate: ([value]) => {
        if (isInfinite(value, kind)) throw noField(name, kind);
        const found =
          kind === 'date'
            ? dateField(name, value as number)
            : timestampField(name, value as bigint);
        return found?.units ?? null;
      },
      emit: (context) => emitField(context, kind, name, context.argument(0)),
    }),
  );
  return kind === 'timestamptz' && name !== 'epoch' ? bySessionZone(fn) : fn;
}

/**
 * The error of a field of an infinite moment: NUMERIC with a scale has no infinity, which PostgreSQL answers for some
 * fields, and no NULL of its own, which it answers for others.
 */
export function noField(name: string, kind: MomentKind): SqlError {
  return new SqlError(
    sqlState.datetimeFieldOverflow,
    `an infinite ${typeName(plainType(kind))} has no field "${name}"`,
    { hint: 'Leave infinite values out with isfinite().' },
  );
}

const examples: Readonly<Record<string, readonly [string, string][]>> = {
  'hour timestamp': [["extract(hour from timestamp '2026-02-28 10:30:05.5')", '10']],
  'minute timestamp': [["extract(minute from timestamp '2026-02-28 10:30:05.5')", '30']],
  'second timestamp': [["extract(second from timestamp '2026-02-28 10:30:05.5')", '5.500000']],
  'milliseconds timestamp': [
    ["extract(milliseconds from timestamp '2026-02-28 10:30:05.5')", '5500.000'],
  ],
  'epoch timestamp': [["extract(epoch from timestamp '1970-01-02 00:00:00.5')", '86400.500000']],
  'week date': [["extract(week from date '2027-01-01')", '53']],
  'dow date': [["extract(dow from date '2026-03-01')", '0']],
  'century date': [["extract(century from date '2000-12-31')", '20']],
};

/**
 * JavaScript of a field of a moment, the units of its last place in 64-bit storage; null where
 * `evaluate` must do. The field goes by its own name.
 */
export function emitField(
  context: EmitContext,
  kind: MomentKind,
  name: string,
  moment: string,
): string | null {
  if (name === 'epoch') return kind === 'date' ? emitDateEpoch(context, moment) : moment;
  const library = dayFields[name as keyof typeof dayFields];
  if (library !== undefined) {
    const day = kind === 'date' ? moment : emitDay(context, moment);
    return toInteger64(context, `${context.library(library)}(${day})`);
  }
  const ofClock = kind !== 'date' && clockFieldsByName.has(name);
  return ofClock ? emitClockField(context, name, moment) : null;
}

function emitDateEpoch(context: EmitContext, day: string): string {
  return `(${toInteger64(context, day)} * ${integer64(context, 86_400)})`;
}

function emitClockField(context: EmitContext, name: string, micros: string): string {
  const ofDay = context.local(
    context.mode === 'exact'
      ? `${context.library('microsOfDay')}(${micros})`
      : `${micros} - Math.floor(${micros} / ${microsPerDay}) * ${microsPerDay}`,
  );
  return toInteger64(context, clockSource(name, ofDay));
}

function clockSource(name: string, ofDay: string): string {
  if (name === 'hour') return `Math.floor(${ofDay} / ${microsPerHour})`;
  if (name === 'minute') return `(Math.floor(${ofDay} / ${microsPerMinute}) % 60)`;
  return `(${ofDay} % ${microsPerMinute})`;
}
