import { sqlState } from '../common/sql-error.ts';
import { rescale } from '../data/decimal.ts';
import { type SqlType, unscaledPlaces } from '../data/sql-type.ts';
import { checked64, integer64 } from './emit-rules.ts';
import type { EmitContext } from './scalar-function.ts';

/** Powers of ten up to this are exact doubles and fit 64-bit storage. */
const scaleMax = 18;

/** How many decimal places the unscaled integers of a type have; null when values are texts. */
export function staticScale(type: SqlType | undefined): number | null {
  switch (type?.kind) {
    case 'numeric':
      return unscaledPlaces(type);
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 0;
    default:
      return null;
  }
}

/** An argument as an unscaled integer of 64-bit storage with `scale` places, not fewer than it has. */
export function scaledArgument(context: EmitContext, index: number, scale: number): string {
  const type = context.argumentTypes[index];
  const from = staticScale(type) ?? 0;
  const literal = context.literal(index);
  if (literal !== undefined && literal !== null) {
    return scaledLiteral(context, BigInt(literal as number | bigint), from, scale);
  }
  const value = wide(context, context.argument(index), type);
  if (from === scale) return value;
  if (context.mode === 'exact') return `(${value} * ${power(context, scale - from)})`;
  return checked64(context, `${value} * ${power(context, scale - from)} + 0`);
}

/** Rounds an unscaled integer from one scale to a smaller one, half away from zero. */
export function roundedDown(context: EmitContext, value: string, digits: number): string {
  const divisor = power(context, digits);
  const zero = integer64(context, 0);
  const source =
    context.mode === 'exact' ? `${value} / ${divisor}` : `Math.trunc(${value} / ${divisor})`;
  const quotient = context.local(source);
  const rest = context.local(`${value} - ${quotient} * ${divisor}`);
  const one = integer64(context, 1);
  const two = integer64(context, 2);
  const twice = `(${rest} < ${zero} ? ${zero} - ${rest} : ${rest}) * ${two}`;
  const away = `${value} < ${zero} ? ${integer64(context, -1)} : ${one}`;
  return context.local(`${quotient} + (${twice} >= ${divisor} ? (${away}) : ${zero})`);
}

/** Makes the row fail when an unscaled integer has more digits than the type's precision. */
export function failBeyondPrecision(context: EmitContext, value: string, type: SqlType): void {
  const precision = type.kind === 'numeric' ? type.precision : null;
  if (precision === null || precision > scaleMax) return;
  const limit = power(context, precision);
  context.failIf(`${value} >= ${limit} || ${value} <= -${limit}`, sqlState.numericValueOutOfRange);
}

/** 10^digits of 64-bit storage. */
function power(context: EmitContext, digits: number): string {
  return context.mode === 'exact' ? `${10n ** BigInt(digits)}n` : String(10 ** digits);
}

/** SMALLINT and INTEGER are numbers in both modes, wider ones BigInts in `exact` mode. */
function wide(context: EmitContext, value: string, type: SqlType | undefined): string {
  const narrow = type?.kind === 'smallint' || type?.kind === 'integer';
  return narrow && context.mode === 'exact' ? `BigInt(${value})` : value;
}

function scaledLiteral(context: EmitContext, units: bigint, from: number, to: number): string {
  const value = rescale({ units, scale: from }, to).units;
  if (context.mode === 'exact') return value < 0n ? `(${value}n)` : `${value}n`;
  if (!Number.isSafeInteger(Number(value))) context.bailIf('true');
  return value < 0n ? `(${Number(value)})` : String(Number(value));
}
