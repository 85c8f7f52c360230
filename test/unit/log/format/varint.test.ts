import { describe, expect, it } from 'vitest';
import { varintBytes, writeVarint } from '../../../../src/log/format/varint.ts';

describe('varints', () => {
  it.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [63, [0x7e]],
    [-64, [0x7f]],
    [64, [0x80, 0x01]],
    [-65, [0x81, 0x01]],
    [8191, [0xfe, 0x7f]],
    [-8192, [0xff, 0x7f]],
    [8192, [0x80, 0x80, 0x01]],
    [2147483647, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
    [-2147483648, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    [17179869184, [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ])('%d is written as Kafka writes it', (value, expected) => {
    const target = new Uint8Array(16);
    const end = writeVarint(target, 3, value);
    expect([...target.subarray(3, end)]).toEqual(expected);
    expect(varintBytes(value)).toBe(expected.length);
  });

  it('says the bytes it takes at every power of two', () => {
    for (let bit = 0; bit <= 52; bit += 1) {
      for (const value of [2 ** bit, 2 ** bit - 1, -(2 ** bit), -(2 ** bit) - 1]) {
        expect(varintBytes(value)).toBe(writeVarint(new Uint8Array(16), 0, value));
      }
    }
  });
});
