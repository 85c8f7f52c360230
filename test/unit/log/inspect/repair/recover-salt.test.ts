import { crc32c } from '@node-rs/crc32';
import { expect, test } from 'vitest';
import { seedOf } from '../../../../../src/log/inspect/repair/recover-salt.ts';

test('what a checksum began with is found from its bytes', () => {
  for (const seed of [0, 1, 0x8000_0000, 0xdead_beef, 0xffff_ffff]) {
    for (const length of [0, 1, 7, 80, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 256);
      expect(seedOf(bytes, crc32c(bytes, seed))).toBe(seed);
    }
  }
});
