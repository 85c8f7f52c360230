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

test('times as they are mostly written are those of Date, in all months', () => {
  for (let i = 0; i < 3000; i += 1) {
    const ms = ((i * 7_919) % 3000) * 5_600_000_000 - 8_500_000_000_000 + i * 86_399;
    const text = new Date(ms).toISOString();
    expect([text, micros(text)]).toEqual([text, ms * 1000]);
    expect(micros(text.replace('T', ' ').slice(0, 19))).toBe(Math.floor(ms / 1000) * 1e6);
    expect(micros(`${text.slice(0, -1)}25`)).toBe(ms * 1000 + 250);
  }
});

test.each([
  ['2024-02-29T23:59:60', 1_709_251_200_000_000],
  ['2024-02-29T10:00:00.5z', 1_709_200_800_500_000],
  ['2024-02-29T10:00:00.0000005', 1_709_200_800_000_001],
  ['2023-02-29T10:00:00', 'range'],
  ['2023-00-10T10:00:00', 'range'],
  ['0000-01-10T10:00:00', 'range'],
  ['2023-02-10T10:60:00', 'range'],
  ['2023-02-10T10:00:00.', 'syntax'],
  ['2023-02-10T1a:00:00', 'syntax'],
  ['2023-02-10T10-00:00', 'syntax'],
  ['2023-02-10_10:00:00', 'syntax'],
  ['2023-02-10T10:00:00.12x', 'syntax'],
])('%s at full length', (text, expected) => {
  expect(micros(text)).toBe(expected);
});
