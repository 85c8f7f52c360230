/** CRC-32 (of zlib and PNG) and CRC-32C (Castagnoli), by their reversed polynomials. */
const polynomials = { crc32: 0xedb88320, crc32c: 0x82f63b78 } as const;

const tables = new Map<string, Int32Array>();

/** The checksum of bytes, 0 … 2^32 − 1. */
export function checksum(name: keyof typeof polynomials, bytes: Uint8Array): number {
  const table = tableOf(name);
  let sum = -1;
  for (let i = 0; i < bytes.length; i += 1) {
    sum = (table[(sum ^ (bytes[i] as number)) & 255] as number) ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}

function tableOf(name: keyof typeof polynomials): Int32Array {
  let table = tables.get(name);
  if (table === undefined) {
    table = Int32Array.from({ length: 256 }, (_, byte) => remainder(byte, polynomials[name]));
    tables.set(name, table);
  }
  return table;
}

function remainder(byte: number, polynomial: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    rest = (rest & 1) === 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
  }
  return rest;
}
