const plain = /^[+-]?\d+$/;
const underscored = /^[+-]?\d+(?:_\d+)*$/;
const based = /^([+-]?)(0x(?:_?[0-9a-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+)$/i;

/**
 * An integer from text as PostgreSQL 16 takes it: digits, with `_` between them, or behind 0x, 0o
 * and 0b those of another base; null when it is none.
 */
export function parseInteger(text: string): bigint | null {
  const trimmed = text.trim();
  if (plain.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''));
  if (underscored.test(trimmed)) return BigInt(trimmed.replace(/^\+/, '').replaceAll('_', ''));
  const [, sign, digits] = based.exec(trimmed) ?? [];
  if (digits === undefined) return null;
  const value = BigInt(digits.replaceAll('_', '').toLowerCase());
  return sign === '-' ? -value : value;
}
