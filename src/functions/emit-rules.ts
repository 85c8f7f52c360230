import { sqlState } from '../common/sql-error.ts';
import type { EmitContext } from './scalar-function.ts';

const { numericValueOutOfRange } = sqlState;

/**
 * Keeps an integer result of 64-bit storage. In `double` mode one outside ±2^53 may have been
 * rounded: the kernel gives up, to be run again in `exact` mode, where one outside int64 fails.
 */
export function checked64(context: EmitContext, source: string): string {
  const result = context.local(source);
  if (context.mode === 'double') {
    context.bailIf(`${result} > 9007199254740991 || ${result} < -9007199254740991`);
  } else {
    context.failIf(`BigInt.asIntN(64, ${result}) !== ${result}`, numericValueOutOfRange);
  }
  return result;
}

/** Keeps a 32-bit integer result; one outside fails. */
export function checked32(context: EmitContext, source: string): string {
  const result = context.local(source);
  context.failIf(`${result} > 2147483647 || ${result} < -2147483648`, numericValueOutOfRange);
  return result;
}

/** Keeps a 16-bit integer result; one outside fails. */
export function checked16(context: EmitContext, source: string): string {
  const result = context.local(source);
  context.failIf(`${result} > 32767 || ${result} < -32768`, numericValueOutOfRange);
  return result;
}

/** A small integer constant of 64-bit storage in the kernel's mode. */
export function integer64(context: EmitContext, value: number): string {
  const source = context.mode === 'exact' ? `${value}n` : String(value);
  return value < 0 ? `(${source})` : source;
}

/** A number that is an integer as a value of 64-bit storage in the kernel's mode. */
export function toInteger64(context: EmitContext, source: string): string {
  return context.mode === 'exact' ? `BigInt(${source})` : source;
}
