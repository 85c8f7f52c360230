import { describe, expect, test } from 'vitest';
import {
  readNumeric,
  writeNumeric,
} from '../../../../../src/server/postgres/types/binary-numeric.ts';
import { BodyReader } from '../../../../../src/server/postgres/wire/body-reader.ts';
import { MessageWriter } from '../../../../../src/server/postgres/wire/message-writer.ts';

/** What numeric_send of PostgreSQL 15 answers. */
const known = [
  ['0', '0000000000000000'],
  ['1', '00010000000000000001'],
  ['-1.5', '000200004000000100011388'],
  ['12345678.9', '000300010000000104d2162e2328'],
  ['0.00012', '0002ffff00000005000107d0'],
  ['10000', '00010001000000000001'],
  ['100000000', '00010002000000000001'],
  ['NaN', '00000000c0000000'],
  ['Infinity', '00000000d0000020'],
  ['-Infinity', '00000000f0000020'],
  ['0.00', '0000000000000002'],
  ['-0.0001', '0001ffff400000040001'],
  [
    '123456789012345678901234567890.123456789',
    '000b000700000009000c0d801ed204d2162e23340d801ed204d2162e2328',
  ],
] as const;

describe('the binary form of NUMERIC', () => {
  test.each(known)('%s', (text, hex) => {
    const writer = new MessageWriter();
    writeNumeric(writer, text);
    const bytes = writer.take();
    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4);
    expect(bytes.subarray(4).toString('hex')).toBe(hex);
    expect(readNumeric(new BodyReader(Buffer.from(hex, 'hex')))).toBe(text);
  });

  test.each([
    ['a sign that there is not', '0000000012340000'],
    ['a digit above 9999', '00010000000000002710'],
    ['fewer digits than it says', '0002000000000000'],
    ['more decimal places than there can be', '0000000000007fff'],
  ])('%s is refused', (_what, hex) => {
    expect(() => readNumeric(new BodyReader(Buffer.from(hex, 'hex')))).toThrow();
  });
});
