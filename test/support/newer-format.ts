import { crc32c } from '@node-rs/crc32';
import { formatVersion } from '../../src/log/format/file-front.ts';

/** A file of the log as a later version would write it: the version of its front is greater by one. */
export function ofNewerFormat(file: Uint8Array): Uint8Array {
  const newer = file.slice();
  const view = new DataView(newer.buffer);
  view.setUint32(12, formatVersion + 1, true);
  // Some checksums begin with a salt: it makes no difference to how two of them differ.
  const changed = crcOf(file) ^ crcOf(newer);
  view.setUint32(20, (view.getUint32(20, true) ^ changed) >>> 0, true);
  return newer;
}

function crcOf(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset);
  const payload = file.subarray(24, 24 + view.getUint32(16, true));
  return crc32c(payload, crc32c(file.subarray(0, 20)));
}
