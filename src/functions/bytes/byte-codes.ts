import { SqlError, sqlState } from '../../common/sql-error.ts';
import { bytesOfHex, bytesOfText } from '../../data/byte-text.ts';

/** A way to write bytes as text. */
export type ByteCode = {
  readonly encode: (bytes: Uint8Array) => string;
  /** @throws SqlError 22023, 22P02 */
  readonly decode: (text: string) => Uint8Array;
};

/** Characters in a line of base64 (RFC 2045). */
const lineLength = 76;

const codes: Readonly<Record<string, ByteCode>> = {
  hex: { encode: (bytes) => Buffer.from(bytes).toString('hex'), decode: bytesOfHex },
  base64: { encode: base64Lines, decode: bytesOfBase64 },
  escape: { encode: escaped, decode: bytesOfText },
};

/** The code of a name of any case. @throws SqlError 22023 */
export function byteCode(name: string): ByteCode {
  const code = codes[name.toLowerCase()];
  if (code !== undefined) return code;
  throw new SqlError(sqlState.invalidParameterValue, `unrecognized encoding: "${name}"`);
}

function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += lineLength) lines.push(text.slice(at, at + lineLength));
  return lines.join('\n');
}

/** @throws SqlError 22023 */
function bytesOfBase64(text: string): Uint8Array {
  const letters = text.replace(/[ \t\r\n]/g, '');
  const wrong = /[^A-Za-z0-9+/=]/u.exec(letters)?.[0];
  if (wrong !== undefined) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      `invalid symbol "${wrong}" found while decoding base64 sequence`,
    );
  }
  if (/=[^=]/.test(letters) || /={3}$/.test(letters)) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'unexpected "=" while decoding base64 sequence',
    );
  }
  if (letters.length % 4 !== 0) {
    throw new SqlError(sqlState.invalidParameterValue, 'invalid base64 end sequence', {
      hint: 'Input data is missing padding, is truncated, or is otherwise corrupted.',
    });
  }
  return Buffer.from(letters, 'base64');
}

/** Zero bytes and those above 127 as octal escapes, a backslash doubled. */
function escaped(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 92) text += '\\\\';
    else if (byte === 0 || byte > 127) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}
