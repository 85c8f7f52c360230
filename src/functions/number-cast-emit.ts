import { sqlState } from '../common/sql-error.ts';
import type { SqlType, SqlTypeKind } from '../data/sql-type.ts';
import { checked64, toInteger64 } from './emit-rules.ts';
import { failBeyondPrecision, roundedDown, scaledArgument, staticScale } from './numeric-emit.ts';
import type { EmitContext } from './scalar-function.ts';

const { numericValueOutOfRange } = sqlState;

/** Bounds of the narrow integers, and the double above all BIGINTs. */
const limits = { smallint: 2 ** 15, integer: 2 ** 31, bigint: 2 ** 63 } as const;

type IntegerKind = keyof typeof limits;

/** JavaScript of a cast between number types; null where values are decimal texts. */
export function emitNumberCast(
  from: SqlTypeKind,
  to: SqlTypeKind,
  context: EmitContext,
): string | null {
  if (from === 'real' || from === 'double') return emitFromFloat(to, context);
  if (staticScale(context.argumentTypes[0]) === null) return null;
  switch (to) {
    case 'real':
    case 'double':
      return emitToFloat(from, to, context);
    case 'numeric':
      return emitToNumeric(context);
    case 'smallint':
    case 'integer':
    case 'bigint':
      return emitToInteger(from, to, context);
    default:
      return null;
  }
}

function emitFromFloat(to: SqlTypeKind, context: EmitContext): string | null {
  switch (to) {
    case 'double':
      return context.argument(0);
    case 'real':
      return emitDoubleToReal(context);
    case 'smallint':
    case 'integer':
      return emitDoubleToNarrow(to, context);
    case 'bigint':
      return emitDoubleToBigint(context);
    case 'numeric':
      return emitDoubleToNumeric(context);
    default:
      return null;
  }
}

function emitDoubleToReal(context: EmitContext): string {
  const a = context.argument(0);
  const result = context.local(`Math.fround(${a})`);
  const odd = `${result} - ${result} !== 0 || ${result} === 0`;
  const fault = `${context.library('float8Fault')}(${a}, 1, ${result})`;
  context.failIf(`(${odd}) && ${fault}`, numericValueOutOfRange);
  return result;
}

function emitDoubleToNarrow(to: 'smallint' | 'integer', context: EmitContext): string {
  const rounded = context.local(`${context.library('roundHalfEven')}(${context.argument(0)}) + 0`);
  const limit = limits[to];
  context.failIf(`!(${rounded} >= -${limit} && ${rounded} < ${limit})`, numericValueOutOfRange);
  return rounded;
}

function emitDoubleToBigint(context: EmitContext): string {
  const rounded = context.local(`${context.library('roundHalfEven')}(${context.argument(0)}) + 0`);
  const limit = `${limits.bigint}`;
  context.failIf(`!(${rounded} >= -${limit} && ${rounded} < ${limit})`, numericValueOutOfRange);
  if (context.mode === 'exact') return context.local(`BigInt(${rounded})`);
  context.bailIf(`${rounded} > 9007199254740991 || ${rounded} < -9007199254740991`);
  return rounded;
}

/** The library rounds to 15 digits first, as PostgreSQL does; a REAL has 6 and is left to `evaluate`. */
function emitDoubleToNumeric(context: EmitContext): string | null {
  const scale = staticScale(context.resultType);
  if (scale === null || context.argumentTypes[0]?.kind !== 'double') return null;
  const a = context.argument(0);
  context.failIf(`${a} - ${a} !== 0`, numericValueOutOfRange);
  const exact = context.mode === 'exact';
  const library = context.library(exact ? 'unitsOfDouble' : 'smallUnitsOfDouble');
  const units = checked64(context, `${library}(${a}, ${scale})`);
  failBeyondPrecision(context, units, context.resultType);
  return units;
}

function emitToFloat(from: SqlTypeKind, to: 'real' | 'double', context: EmitContext): string {
  const double = emitDouble(from, context);
  return to === 'real' ? `Math.fround(${double})` : double;
}

/** Below 2^53 the quotient of two exact doubles is the double nearest to the decimal. */
function emitDouble(from: SqlTypeKind, context: EmitContext): string {
  const a = context.argument(0);
  if (from === 'smallint' || from === 'integer') return a;
  const scale = staticScale(context.argumentTypes[0]) ?? 0;
  if (context.mode === 'double') return scale === 0 ? a : `(${a} / ${10 ** scale})`;
  return scale === 0 ? `Number(${a})` : `${context.library('decimalToDouble')}(${a}, ${scale})`;
}

function emitToNumeric(context: EmitContext): string | null {
  const to = staticScale(context.resultType);
  const from = staticScale(context.argumentTypes[0]);
  if (to === null || from === null) return null;
  const units = rescaled(context, from, to);
  if (!holdsAll(context.argumentTypes[0], context.resultType)) {
    failBeyondPrecision(context, units, context.resultType);
  }
  return units;
}

/** An argument with `from` decimal places as an unscaled integer with `to` places. */
function rescaled(context: EmitContext, from: number, to: number): string {
  const value = scaledArgument(context, 0, Math.max(from, to));
  if (to < from) return roundedDown(context, value, from - to);
  return to === from ? value : checked64(context, value);
}

/** Whether the digits before the point that the target has are enough for every value of the source. */
function holdsAll(from: SqlType | undefined, to: SqlType): boolean {
  if (to.kind !== 'numeric' || to.precision === null) return true;
  const whole = to.precision - (to.scale ?? 0);
  switch (from?.kind) {
    case 'smallint':
      return whole >= 5;
    case 'integer':
      return whole >= 10;
    case 'bigint':
      return whole >= 19;
    default:
      return false;
  }
}

function emitToInteger(from: SqlTypeKind, to: IntegerKind, context: EmitContext): string {
  const scale = staticScale(context.argumentTypes[0]) ?? 0;
  const a = context.argument(0);
  const value = scale === 0 ? a : roundedDown(context, scaledArgument(context, 0, scale), scale);
  const narrow = from === 'smallint' || from === 'integer';
  if (to === 'bigint') return narrow ? toInteger64(context, value) : value;
  if (from === 'smallint') return value;
  const limit = limits[to];
  const suffix = context.mode === 'exact' && !narrow ? 'n' : '';
  context.failIf(
    `${value} >= ${limit}${suffix} || ${value} < -${limit}${suffix}`,
    numericValueOutOfRange,
  );
  return suffix === 'n' ? context.local(`Number(${value})`) : value;
}
