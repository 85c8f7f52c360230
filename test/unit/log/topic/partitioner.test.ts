import { describe, expect, it } from 'vitest';
import { murmur2, Partitioner, partitionOfKey } from '../../../../src/log/topic/partitioner.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('murmur2', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is that of the Java client', (key, hash) => {
    expect(murmur2(bytes(key))).toBe(hash);
  });

  it('takes bytes as unsigned', () => {
    expect(murmur2(new Uint8Array([0xff, 0xfe, 0xfd, 0xfc, 0xfb]))).not.toBe(
      murmur2(new Uint8Array([0x7f, 0x7e, 0x7d, 0x7c, 0x7b])),
    );
  });
});

describe('Partitioner', () => {
  it('puts a key where its hash says, taken as positive', () => {
    expect(partitionOfKey(bytes('21'), 1000)).toBe((-973932308 & 0x7fffffff) % 1000);
    const partitioner = new Partitioner(0);
    expect(partitioner.choose(bytes('foobar'), 10, 7)).toBe((-790332482 & 0x7fffffff) % 7);
  });

  it('an empty key is a key', () => {
    const partitioner = new Partitioner(0);
    const first = partitioner.choose(new Uint8Array(0), 100_000, 5);
    expect(partitioner.choose(new Uint8Array(0), 100_000, 5)).toBe(first);
  });

  it('rows without a key stay until 16 KiB are there, then go on in turn', () => {
    const partitioner = new Partitioner(2);
    const chosen = Array.from({ length: 50 }, () => partitioner.choose(null, 1024, 3));
    expect(chosen).toEqual([
      ...new Array(16).fill(2),
      ...new Array(16).fill(0),
      ...new Array(16).fill(1),
      2,
      2,
    ]);
  });

  it('moves on when a batch is complete, and to partitions that are new', () => {
    const partitioner = new Partitioner(0);
    expect(partitioner.choose(null, 1, 1)).toBe(0);
    partitioner.moveOn();
    expect(partitioner.choose(null, 1, 1)).toBe(0);
    expect(partitioner.choose(null, 1, 4)).toBe(1);
  });
});
