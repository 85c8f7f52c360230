import { SqlError, sqlState } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { byteFunction } from './byte-function.ts';

/** Single bytes and bits of bytes, counted from 0. */
export function singleBytes(): ScalarFunction[] {
  return [...bytesAt(), ...bitsAt(), bitCount()];
}

const fallible = [functionState.arraySubscript];

function bytesAt(): ScalarFunction[] {
  return [
    byteFunction({
      name: 'get_byte',
      parameters: ['bytea', 'integer'],
      result: 'integer',
      fallible,
      docs: 'one of the bytes, counted from 0',
      example: ["get_byte('\\x1234567890', 4)", '144'],
      compute: (bytes: Uint8Array, index: number) => {
        checkIndex(index, bytes.length);
        return bytes[index] ?? 0;
      },
    }),
    byteFunction({
      name: 'set_byte',
      parameters: ['bytea', 'integer', 'integer'],
      result: 'bytea',
      fallible,
      docs: 'the bytes with one of them, counted from 0, set to another value',
      example: ["set_byte('\\x1234567890', 4, 64)", '\\x1234567840'],
      compute: (bytes: Uint8Array, index: number, value: number) => {
        checkIndex(index, bytes.length);
        return bytes.with(index, value & 255);
      },
    }),
  ];
}

function bitsAt(): ScalarFunction[] {
  return [
    byteFunction({
      name: 'get_bit',
      parameters: ['bytea', 'bigint'],
      result: 'integer',
      fallible,
      docs: 'one of the bits, counted from 0, the lowest of each byte first',
      example: ["get_bit('\\x1234567890', 30)", '1'],
      compute: (bytes: Uint8Array, index: bigint) => {
        checkIndex(index, bytes.length * 8);
        return ((bytes[Number(index >> 3n)] ?? 0) >> Number(index & 7n)) & 1;
      },
    }),
    byteFunction({
      name: 'set_bit',
      parameters: ['bytea', 'bigint', 'integer'],
      result: 'bytea',
      fallible: [...fallible, sqlState.invalidParameterValue],
      docs: 'the bytes with one of their bits, counted from 0, set to 0 or 1',
      example: ["set_bit('\\x1234567890', 30, 0)", '\\x1234563890'],
      compute: (bytes: Uint8Array, index: bigint, value: number) => {
        checkIndex(index, bytes.length * 8);
        if (value !== 0 && value !== 1) {
          throw new SqlError(sqlState.invalidParameterValue, 'new bit must be 0 or 1');
        }
        const at = Number(index >> 3n);
        const bit = 1 << Number(index & 7n);
        const byte = bytes[at] ?? 0;
        return bytes.with(at, value === 1 ? byte | bit : byte & ~bit);
      },
    }),
  ];
}

function bitCount(): ScalarFunction {
  return byteFunction({
    name: 'bit_count',
    parameters: ['bytea'],
    result: 'bigint',
    docs: 'how many bits of the bytes are set',
    example: ["bit_count('\\x1234567890')", '15'],
    compute: (bytes: Uint8Array) => {
      let count = 0n;
      for (const byte of bytes) for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1n;
      return count;
    },
  });
}

/** @throws SqlError 2202E */
function checkIndex(index: number | bigint, length: number): void {
  if (index >= 0 && index < length) return;
  throw new SqlError(
    functionState.arraySubscript,
    `index ${index} out of valid range, 0..${length - 1}`,
  );
}
