import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type ScalarFunction, scalarFunction } from '../scalar-function.ts';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Sizes in bytes as people read and write them: PostgreSQL's pg_size_pretty and pg_size_bytes. */
export function sizeTexts(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'pg_size_pretty',
      parameters: ['bigint'],
      result: () => ({ kind: 'text' }),
      docs: 'a number of bytes with the unit that suits it',
      examples: [
        ['pg_size_pretty(10239)', '10239 bytes'],
        ['pg_size_pretty(123456789)', '118 MB'],
      ],
      evaluate: ([bytes]) => prettySize(bytes as bigint),
    }),
    scalarFunction({
      name: 'pg_size_bytes',
      parameters: ['text'],
      result: () => ({ kind: 'bigint' }),
      fallible: [sqlState.invalidParameterValue],
      docs: 'the number of bytes that a text with a unit says',
      examples: [["pg_size_bytes('1.5 MB')", '1572864']],
      evaluate: ([text]) => sizeInBytes(text as string),
    }),
  ];
}

/** Goes to the next unit from 10 × 1024 on, as PostgreSQL does, and rounds half away from zero. */
function prettySize(bytes: bigint): string {
  let size = bytes;
  let unit = 0;
  // The first step keeps a bit for rounding.
  while (unit < units.length - 1 && abs(size) >= (unit === 0 ? 10_240n : 20_479n)) {
    size /= unit === 0 ? 512n : 1024n;
    unit += 1;
  }
  if (unit > 0) size = (size + (size < 0n ? -1n : 1n)) / 2n;
  return `${size} ${units[unit]}`;
}

function sizeInBytes(text: string): bigint {
  const [, number, unit = ''] =
    /^\s*([+-]?\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const power = ['b', 'kb', 'mb', 'gb', 'tb', 'pb'].indexOf(
    /^(bytes)?$/i.test(unit) ? 'b' : unit.toLowerCase(),
  );
  if (number === undefined || power < 0) {
    throw new SqlError(sqlState.invalidParameterValue, `invalid size: "${text}"`, {
      hint: 'Valid units are "bytes", "B", "kB", "MB", "GB", "TB", and "PB".',
    });
  }
  return BigInt(Math.round(Number(number) * 1024 ** power));
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
