import { createHash } from 'node:crypto';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { textFunction } from '../text-function.ts';
import { byteCode } from './byte-codes.ts';
import { bytesOfText, textOfBytes } from './byte-text.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.invalidTextRepresentation];

/** Hashes and codes of bytes. Bytes are texts as BYTEA writes them: plain, or '\x' and digits. */
export function byteFunctions(): ScalarFunction[] {
  return [...hashes(), ...encodings(), ...characterSets(), ...singleBytes()];
}

function hashes(): ScalarFunction[] {
  const samples = {
    sha224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    sha384:
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    sha512:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  };
  return Object.entries(samples).map(([name, digits]) =>
    textFunction(
      name,
      ['text'],
      'text',
      `the ${name.toUpperCase().replace('SHA', 'SHA-')} hash of bytes`,
      [`${name}('abc')`, `\\x${digits}`],
      (text: string) => textOfBytes(createHash(name).update(bytesOfText(text)).digest()),
      { fallible },
    ),
  );
}

function encodings(): ScalarFunction[] {
  return [
    textFunction(
      'encode',
      ['text', 'text'],
      'text',
      'bytes written in base64, hex or escape',
      ["encode('\\x1234', 'base64')", 'EjQ='],
      (bytes: string, name: string) => byteCode(name).encode(bytesOfText(bytes)),
      { fallible },
    ),
    textFunction(
      'decode',
      ['text', 'text'],
      'text',
      'the bytes that a text in base64, hex or escape stands for',
      ["decode('EjQ=', 'base64')", '\\x1234'],
      (text: string, name: string) => textOfBytes(byteCode(name).decode(text)),
      { fallible },
    ),
  ];
}

function characterSets(): ScalarFunction[] {
  const states = [...fallible, functionState.characterNotInRepertoire];
  return [
    textFunction(
      'convert_to',
      ['text', 'text'],
      'text',
      'the bytes of a text in a character set: UTF8',
      ["convert_to('ü', 'UTF8')", '\\xc3bc'],
      (text: string, name: string) => {
        checkCharacterSet(name);
        return textOfBytes(new TextEncoder().encode(text));
      },
      { fallible: states },
    ),
    textFunction(
      'convert_from',
      ['text', 'text'],
      'text',
      'the text that bytes of a character set stand for: UTF8',
      ["convert_from('\\xc3bc', 'UTF8')", 'ü'],
      (bytes: string, name: string) => {
        checkCharacterSet(name);
        return decoded(bytesOfText(bytes));
      },
      { fallible: states },
    ),
  ];
}

/** @throws SqlError 22023 */
function checkCharacterSet(name: string): void {
  if (/^(?:utf-?8|unicode)$/i.test(name)) return;
  throw new SqlError(sqlState.invalidParameterValue, `invalid encoding name "${name}"`, {
    hint: 'The encoding is UTF8.',
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws SqlError 22021 */
function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new SqlError(
      functionState.characterNotInRepertoire,
      'invalid byte sequence for encoding "UTF8"',
    );
  }
}

function singleBytes(): ScalarFunction[] {
  const states = [...fallible, functionState.arraySubscript];
  return [
    textFunction(
      'get_byte',
      ['text', 'integer'],
      'integer',
      'one of the bytes, counted from 0',
      ["get_byte('\\x1234567890', 4)", '144'],
      (text: string, index: number) => {
        const bytes = bytesOfText(text);
        checkIndex(bytes, index);
        return bytes[index] ?? 0;
      },
      { fallible: states },
    ),
    textFunction(
      'set_byte',
      ['text', 'integer', 'integer'],
      'text',
      'the bytes with one of them, counted from 0, set to another value',
      ["set_byte('\\x1234567890', 4, 64)", '\\x1234567840'],
      (text: string, index: number, value: number) => {
        const bytes = Uint8Array.from(bytesOfText(text));
        checkIndex(bytes, index);
        bytes[index] = value & 255;
        return textOfBytes(bytes);
      },
      { fallible: states },
    ),
    textFunction(
      'bit_count',
      ['text'],
      'bigint',
      'how many bits of the bytes are set',
      ["bit_count('\\x1234567890')", '15'],
      (text: string) => {
        let count = 0n;
        for (const byte of bytesOfText(text)) {
          for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1n;
        }
        return count;
      },
      { fallible },
    ),
  ];
}

/** @throws SqlError 2202E */
function checkIndex(bytes: Uint8Array, index: number): void {
  if (index >= 0 && index < bytes.length) return;
  throw new SqlError(
    functionState.arraySubscript,
    `index ${index} out of valid range, 0..${bytes.length - 1}`,
  );
}
