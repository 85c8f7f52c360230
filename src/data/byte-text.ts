import { SqlError, sqlState } from '../common/sql-error.ts';
import { encodeText } from './text-bytes.ts';

/**
 * Bytes as PostgreSQL's bytea reads and writes them: hexadecimal digits behind `\x`, or text with
 * `\\` and `\ooo` for single bytes. Values of BYTEA are kept as `\x` and digits.
 */
export function bytesOfText(text: string): Uint8Array {
  if (text.startsWith('\\x')) return bytesOfHex(text.slice(2));
  if (!text.includes('\\')) return encodeText(text);
  const bytes: number[] = [];
  for (const [piece, octal] of text.matchAll(/\\([0-3][0-7]{2})|\\\\|\\|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (piece === '\\\\') bytes.push(92);
    else if (piece === '\\') throw invalidBytes();
    else bytes.push(...encodeText(piece));
  }
  return Uint8Array.from(bytes);
}

/** The bytes as `\x` and hexadecimal digits. */
export function textOfBytes(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}

/** Pairs of hexadecimal digits, with white space between pairs or without. @throws SqlError 22023 */
export function bytesOfHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  const wrong = /[^0-9a-f]/iu.exec(digits)?.[0];
  if (wrong !== undefined) {
    throw new SqlError(sqlState.invalidParameterValue, `invalid hexadecimal digit: "${wrong}"`);
  }
  if (digits.length % 2 !== 0) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'invalid hexadecimal data: odd number of digits',
    );
  }
  return Buffer.from(digits, 'hex');
}

function invalidBytes(): SqlError {
  return new SqlError(sqlState.invalidTextRepresentation, 'invalid input syntax for type bytea');
}
