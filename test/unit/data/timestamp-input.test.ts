import { expect, test } from 'vitest';
import { encodeText } from '../../../src/data/text-bytes.ts';
import { TimestampInput } from '../../../src/data/timestamp-input.ts';

function micros(text: string, zoned = false): number | string {
  const input = new TimestampInput();
  const bytes = encodeText(`..${text}..`);
  const found = input.scan(bytes, 2, bytes.length - 2);
  return found === 'ok' ? input.micros(zoned) : found;
}

test.each([
  ['1970-01-01', 0],
  ['1970-01-02T00:00', 86_400_000_000],
  ['1970-01-01 00:00:01.5', 1_500_000],
  ['1970-01-01 00:00:00.0000015', 2],
  ['1970-01-01 24:00:00', 86_400_000_000],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2001/01/01 00:47', 978_310_020_000_000],
  ['2024-02-29', 1_709_164_800_000_000],
])('%s', (text, expected) => {
  expect(micros(text)).toBe(expected);
});

test('a zone counts only where it is asked for', () => {
  expect(micros('1970-01-01 01:00+01')).toBe(3_600_000_000);
  expect(micros('1970-01-01 01:00+01', true)).toBe(0);
  expect(micros('1970-01-01 00:00:00 -05:30', true)).toBe(19_800_000_000);
});

test.each([
  ['', 'syntax'],
  ['1970', 'syntax'],
  ['1970-01/01', 'syntax'],
  ['1970-1-1', 'syntax'],
  ['1970-01-01T', 'syntax'],
  ['1970-01-01 10', 'syntax'],
  ['1970-01-01 10:00x', 'syntax'],
  ['1970-01-01 10:00:00.', 'syntax'],
  ['1970-01-01 10:00Zx', 'syntax'],
  ['1970-13-01', 'range'],
  ['2023-02-29', 'range'],
  ['1970-01-01 24:00:01', 'range'],
  ['1970-01-01 10:60', 'range'],
  ['1970-01-01 10:00+16', 'range'],
])('%j is refused for its %s', (text, why) => {
  expect(micros(text)).toBe(why);
});
