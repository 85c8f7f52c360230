import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { protocolViolation } from './error-text.ts';

/**
 * The parameters of a statement as JSON brought them; absent and null mean none.
 * @throws SqlError 08P01 when they are not a list of plain values, 22003 for a whole number that
 * JSON has rounded.
 */
export function decodeParameters(value: unknown): readonly Datum[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw new SqlError(protocolViolation, 'params must be an array');
  }
  return value.map((cell: unknown, i) => decodeParameter(cell, i + 1));
}

function decodeParameter(cell: unknown, number: number): Datum {
  if (cell === null || typeof cell === 'boolean' || typeof cell === 'string') return cell;
  if (typeof cell !== 'number') {
    throw new SqlError(
      protocolViolation,
      `parameter $${number} must be null, a boolean, a number or a string`,
    );
  }
  if (Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
    throw new SqlError(
      sqlState.numericValueOutOfRange,
      `parameter $${number} is too large for a JSON number`,
      { hint: 'Send it as a string.' },
    );
  }
  return cell;
}
