import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { compressLz4, decompressLz4 } from '../../../../src/log/format/lz4.ts';

function noise(bytes: number): Uint8Array {
  const random = new Random(1n);
  return Uint8Array.from({ length: bytes }, () => random.nextIntBelow(256));
}

function outcome(packed: Uint8Array): string {
  try {
    return Buffer.from(decompressLz4(packed)).toString();
  } catch (error) {
    return (error as Error).message;
  }
}

describe('lz4', () => {
  it.each([0, 1, 100, 65_536, 300_000])('packs and unpacks %d bytes', (length) => {
    const text = new Uint8Array(Buffer.alloc(length, 'millrace '));
    const packed = compressLz4(text);
    expect(Buffer.compare(decompressLz4(packed), text)).toBe(0);
    if (length > 100) expect(packed.length).toBeLessThan(length / 10);
    const random = noise(length);
    expect(Buffer.compare(decompressLz4(compressLz4(random)), random)).toBe(0);
  });

  it('makes a frame that the Java client takes: version 1, independent blocks, no reserved bit', () => {
    const packed = compressLz4(noise(1000));
    expect([...packed.subarray(0, 4)]).toEqual([0x04, 0x22, 0x4d, 0x18]);
    expect(packed[4]).toBe(0x64);
    expect((packed[5] as number) & 0x8f).toBe(0);
  });

  it('begins at a multiple of 8', () => {
    expect(decompressLz4(compressLz4(noise(10))).byteOffset % 8).toBe(0);
  });

  it('notices every flipped bit that changes what is unpacked', () => {
    const text = 'a text, a text, a text that repeats itself, a text';
    const packed = compressLz4(new TextEncoder().encode(text));
    for (let bit = 0; bit < packed.length * 8; bit += 1) {
      const damaged = packed.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(outcome(damaged)).toBeOneOf([
        text,
        'a compressed batch is damaged',
        'a compressed batch is too large',
      ]);
    }
  });

  it('notices every cut', () => {
    const packed = compressLz4(noise(200));
    for (let length = 0; length < packed.length; length += 1) {
      expect(() => decompressLz4(packed.subarray(0, length))).toThrow('damaged');
    }
  });

  it('refuses what would be too large', () => {
    const packed = compressLz4(new Uint8Array(10_000_000));
    expect(() => decompressLz4(packed, 1_000_000)).toThrow('too large');
    expect(decompressLz4(packed, 12_000_000)).toHaveLength(10_000_000);
  });
});
