import { assert } from '../common/assert.ts';
import { sqlState } from '../common/sql-error.ts';
import {
  decimalDatum,
  decimalOf,
  decimalOfDouble,
  doubleOfDecimal,
  roundDecimal,
  specialDatum,
} from '../data/decimal.ts';
import { type Decimal, isSpecial } from '../data/decimal-text.ts';
import type { Datum, SqlType, SqlTypeKind } from '../data/sql-type.ts';
import { cast } from './cast.ts';
import { floatOutOfRange } from './float-arithmetic.ts';
import { roundHalfEven } from './float-rules.ts';
import { integerDatum, integerOutOfRange } from './integer-arithmetic.ts';
import { emitNumberCast } from './number-cast-emit.ts';
import { specialAs, specialOf } from './numeric-specials.ts';
import type { CallTypes, Example, ScalarFunction } from './scalar-function.ts';
import { emitWideNumeric } from './spans/emit-spans.ts';

const integers = ['smallint', 'integer', 'bigint'] as const;
const floats = ['real', 'double'] as const;
const numbers = [...integers, 'numeric', ...floats] as const;

type IntegerKind = (typeof integers)[number];
type FloatKind = (typeof floats)[number];
type NumberKind = (typeof numbers)[number];

/** Casts between the number types, from NUMERIC to NUMERIC too: precision and scale differ there. */
export function numberCasts(): ScalarFunction[] {
  return numbers.flatMap((from) =>
    numbers
      .filter((to) => from !== to || to === 'numeric')
      .map((to) =>
        cast(from, to, {
          fallible: faults(from, to),
          examples: examples.get(`${from} ${to}`) ?? [],
          evaluate: (value, types) => convert(from, to, value, types),
          emit: (context) => emitNumberCast(from, to, context),
          emitBytes: to === 'numeric' && !isFloat(from) ? emitWideNumeric : null,
        }),
      ),
  );
}

const examples: ReadonlyMap<string, readonly Example[]> = new Map<string, readonly Example[]>([
  ['integer bigint', [['7::bigint', '7']]],
  ['bigint smallint', [['(-7)::bigint::smallint', '-7']]],
  ['integer numeric', [['7::numeric(5,2)', '7.00']]],
  [
    'numeric integer',
    [
      ['2.5::integer', '3'],
      ['(-2.5)::integer', '-3'],
    ],
  ],
  [
    'numeric numeric',
    [
      ['2.345::numeric(5,2)', '2.35'],
      ['2.3::numeric(5,2)', '2.30'],
    ],
  ],
  ['numeric double', [['0.1::double precision', '0.1']]],
  [
    'double integer',
    [
      ['2.5::double precision::integer', '2'],
      ['3.5::double precision::integer', '4'],
    ],
  ],
  ['double numeric', [['0.1::double precision::numeric', '0.1']]],
  ['real double', [['0.1::real::double precision', '0.10000000149011612']]],
  ['double real', [['0.1::double precision::real', '0.1']]],
]);

/** Integers go into wider ones and into floating point always; into NUMERIC the precision may be too small. */
function alwaysFits(from: NumberKind, to: NumberKind): boolean {
  if (from === 'real' && to === 'double') return true;
  if (!isInteger(from) || to === 'numeric') return false;
  return isFloat(to) || integers.indexOf(from) < integers.indexOf(to);
}

function faults(from: NumberKind, to: NumberKind): readonly string[] {
  if (alwaysFits(from, to)) return [];
  const special = from === 'numeric' && isInteger(to) ? [sqlState.featureNotSupported] : [];
  return [sqlState.numericValueOutOfRange, ...special];
}

function convert(
  from: NumberKind,
  to: NumberKind,
  value: Exclude<Datum, null>,
  types: CallTypes,
): Datum {
  if (isSpecial(value)) return specialAs(value, types.resultType);
  if (isFloat(from)) return fromFloat(value as number, from, to, types.resultType);
  const type = types.argumentTypes[0];
  assert(type, 'a cast has an argument');
  if (isFloat(to)) return toFloat(value, type, to);
  if (isInteger(to)) return integerDatum(to, roundDecimal(decimalFrom(value, type), 0).units);
  return decimalDatum(decimalFrom(value, type), types.resultType);
}

function fromFloat(value: number, from: FloatKind, to: NumberKind, type: SqlType): Datum {
  if (to === 'double') return value;
  if (to === 'real') return toReal(value);
  if (to === 'numeric') {
    if (!Number.isFinite(value)) return specialDatum(specialOf(value), type);
    return decimalDatum(decimalOfDouble(value, from === 'real' ? 6 : 15), type);
  }
  const rounded = roundHalfEven(value);
  if (!Number.isFinite(rounded)) throw integerOutOfRange(to as IntegerKind);
  return integerDatum(to as IntegerKind, BigInt(rounded));
}

/** @throws SqlError 22003 when a finite number becomes infinite, or one that is not zero zero */
function toReal(value: number): number {
  const rounded = Math.fround(value);
  const overflow = Math.abs(rounded) === Infinity && Number.isFinite(value);
  if (overflow || (rounded === 0 && value !== 0)) throw floatOutOfRange(rounded);
  return rounded;
}

function toFloat(value: Exclude<Datum, null>, type: SqlType, to: FloatKind): number {
  const double = type.kind === 'numeric' ? doubleOfDecimal(decimalOf(value, type)) : Number(value);
  if (!Number.isFinite(double)) throw floatOutOfRange(double);
  return to === 'real' ? toReal(double) : double;
}

function decimalFrom(value: Exclude<Datum, null>, type: SqlType): Decimal {
  if (type.kind === 'numeric') return decimalOf(value, type);
  return { units: BigInt(value as number | bigint), scale: 0 };
}

function isInteger(kind: SqlTypeKind): kind is IntegerKind {
  return kind === 'smallint' || kind === 'integer' || kind === 'bigint';
}

function isFloat(kind: SqlTypeKind): kind is FloatKind {
  return kind === 'real' || kind === 'double';
}
