import { expect, test } from 'vitest';
import { type Argument, callSql, raised, value } from '../../../support/sql-call.ts';

const bytes = (text: string): Argument => value('bytea', text);
const text = (of: string): Argument => value('text', of);
const int = (of: string): Argument => value('integer', of);

test('bytes put together, cut and searched', () => {
  expect(callSql('||', bytes('\\x01'), bytes('ab'))).toBe('\\x016162');
  expect(callSql('length', bytes('\\x'))).toBe('0');
  expect(callSql('substring', bytes('\\x010203'), int('-1'), int('3'))).toBe('\\x01');
  expect(callSql('substr', bytes('\\x010203'), int('9'))).toBe('\\x');
  expect(callSql('position', bytes('\\x'), bytes('\\x01'))).toBe('1');
  expect(callSql('position', bytes('\\x05'), bytes('\\x01'))).toBe('0');
  expect(callSql('btrim', bytes('\\x0000'), bytes('\\x00'))).toBe('\\x');
  expect(callSql('overlay', bytes('\\x010203'), bytes('\\xff'), int('2'), int('0'))).toBe(
    '\\x01ff0203',
  );
  expect(raised(() => callSql('substring', bytes('\\x01'), int('1'), int('-1')))).toBe(
    '22011 negative substring length not allowed',
  );
});

test('single bytes and bits', () => {
  expect(callSql('get_bit', bytes('\\x80'), value('bigint', '7'))).toBe('1');
  expect(callSql('set_bit', bytes('\\x00'), value('bigint', '0'), int('1'))).toBe('\\x01');
  expect(raised(() => callSql('set_bit', bytes('\\x00'), value('bigint', '0'), int('2')))).toBe(
    '22023 new bit must be 0 or 1',
  );
  expect(raised(() => callSql('get_byte', bytes('\\x00'), int('1')))).toBe(
    '2202E index 1 out of valid range, 0..0',
  );
});

test('hashes', () => {
  expect(callSql('md5', bytes('abc'))).toBe('900150983cd24fb0d6963f7d28e17f72');
  expect(callSql('sha256', bytes(''))).toBe(
    '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(callSql('crc32', bytes('123456789'))).toBe(String(0xcbf43926));
  expect(callSql('crc32c', bytes('123456789'))).toBe(String(0xe3069283));
});

test('texts and bytes', () => {
  expect(callSql('encode', bytes('\\x00ff41'), text('escape'))).toBe('\\000\\377A');
  expect(callSql('decode', text('\\000\\377A'), text('escape'))).toBe('\\x00ff41');
  expect(callSql('convert', bytes('\\xc3bc'), text('utf8'), text('latin1'))).toBe('\\xfc');
  expect(raised(() => callSql('convert_from', bytes('\\x00'), text('UTF8')))).toBe(
    '22021 invalid byte sequence for encoding "UTF8"',
  );
  expect(raised(() => callSql('convert_to', text('€'), text('LATIN1')))).toBe(
    '22021 character with byte sequence 0xe2 0x82 0xac in encoding "UTF8" has no equivalent in encoding "LATIN1"',
  );
  expect(raised(() => callSql('convert_to', text('a'), text('EBCDIC')))).toBe(
    '22023 invalid encoding name "EBCDIC"',
  );
});
