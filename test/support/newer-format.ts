import { crc32c } from '@node-rs/crc32';
import { formatVersion } from '../../src/log/format/file-front.ts';

/** A file of the log as a later version would write it: the version of its front is greater by one. */
export function ofNewerFormat(file: Uint8Array): Uint8Array {
  const newer = file.slice();
  const view = new DataView(newer.buffer);
  view.setUint32(12, formatVersion + 1, true);
  const payload = newer.subarray(24, 24 + view.getUint32(16, true));
  view.setUint32(20, crc32c(payload, crc32c(newer.subarray(0, 20))), true);
  return newer;
}
