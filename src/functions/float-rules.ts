/** The nearest integer, ties to the even one, as C's rint and PostgreSQL's casts round; of −0.5, −0. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  if (floor % 2 === 0) return floor;
  return floor === -1 ? -0 : floor + 1;
}

/**
 * Whether a result out of the ordinary (not finite, or zero) means that a product or quotient of
 * doubles left their range: PostgreSQL's 22003 "value out of range: overflow" and "underflow".
 */
export function float8Fault(a: number, b: number, result: number): boolean {
  if (result === 0) return a !== 0 && b !== 0 && Number.isFinite(a) && Number.isFinite(b);
  return Math.abs(result) === Infinity && Number.isFinite(a) && Number.isFinite(b);
}
