import { SqlError, sqlState } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { byteCode } from './byte-codes.ts';
import { byteFunction } from './byte-function.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.invalidTextRepresentation];

/** Bytes written as text, read from it, and texts in a character set. */
export function byteConversions(): ScalarFunction[] {
  return [...encodings(), ...characterSets()];
}

function encodings(): ScalarFunction[] {
  return [
    byteFunction({
      name: 'encode',
      parameters: ['bytea', 'text'],
      result: 'text',
      fallible,
      docs: 'bytes written in base64, hex or escape',
      example: ["encode('\\x1234', 'base64')", 'EjQ='],
      compute: (bytes: Uint8Array, name: string) => byteCode(name).encode(bytes),
    }),
    byteFunction({
      name: 'decode',
      parameters: ['text', 'text'],
      result: 'bytea',
      fallible,
      docs: 'the bytes that a text in base64, hex or escape stands for',
      example: ["decode('EjQ=', 'base64')", '\\x1234'],
      compute: (text: string, name: string) => byteCode(name).decode(text),
    }),
  ];
}

function characterSets(): ScalarFunction[] {
  const states = [...fallible, functionState.characterNotInRepertoire];
  return [
    byteFunction({
      name: 'convert_to',
      parameters: ['text', 'text'],
      result: 'bytea',
      fallible: states,
      docs: 'the bytes of a text in a character set: UTF8 or LATIN1',
      example: ["convert_to('ü', 'UTF8')", '\\xc3bc'],
      compute: (text: string, name: string) => characterSet(name).encode(text),
    }),
    byteFunction({
      name: 'convert_from',
      parameters: ['bytea', 'text'],
      result: 'text',
      fallible: states,
      docs: 'the text that bytes of a character set stand for: UTF8 or LATIN1',
      example: ["convert_from('\\xc3bc', 'UTF8')", 'ü'],
      compute: (bytes: Uint8Array, name: string) => characterSet(name).decode(bytes),
    }),
    byteFunction({
      name: 'convert',
      parameters: ['bytea', 'text', 'text'],
      result: 'bytea',
      fallible: states,
      docs: 'bytes of one character set in another: UTF8 or LATIN1',
      example: ["convert('\\xfc', 'LATIN1', 'UTF8')", '\\xc3bc'],
      compute: (bytes: Uint8Array, from: string, to: string) =>
        characterSet(to).encode(characterSet(from).decode(bytes)),
    }),
    byteFunction({
      name: 'length',
      parameters: ['bytea', 'text'],
      result: 'integer',
      fallible: states,
      docs: 'the number of characters that bytes of a character set stand for',
      example: ["length('\\xc3bc'::bytea, 'UTF8')", '1'],
      compute: (bytes: Uint8Array, name: string) => [...characterSet(name).decode(bytes)].length,
    }),
  ];
}

type CharacterSet = {
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const utf8: CharacterSet = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => {
    try {
      const text = decoder.decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // Answered below: bytes that are no text, as zero bytes are none.
    }
    throw outside('invalid byte sequence for encoding "UTF8"');
  },
};

const latin1: CharacterSet = {
  encode: (text) => {
    const strange = [...text].find((letter) => (letter.codePointAt(0) ?? 0) > 255);
    if (strange === undefined) return new Uint8Array(Buffer.from(text, 'latin1'));
    const digits = Buffer.from(strange).toString('hex').replace(/../g, ' 0x$&');
    throw outside(
      `character with byte sequence${digits} in encoding "UTF8" has no equivalent in encoding "LATIN1"`,
    );
  },
  decode: (bytes) => Buffer.from(bytes).toString('latin1'),
};

/** @throws SqlError 22023 */
function characterSet(name: string): CharacterSet {
  if (/^(?:utf-?8|unicode)$/i.test(name)) return utf8;
  if (/^(?:latin-?1|iso-?8859-?1|iso_8859_1)$/i.test(name)) return latin1;
  throw new SqlError(sqlState.invalidParameterValue, `invalid encoding name "${name}"`, {
    hint: 'The encodings are UTF8 and LATIN1.',
  });
}

function outside(message: string): SqlError {
  return new SqlError(functionState.characterNotInRepertoire, message);
}
