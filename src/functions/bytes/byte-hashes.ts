import { createHash } from 'node:crypto';
import type { ScalarFunction } from '../scalar-function.ts';
import { byteFunction } from './byte-function.ts';
import { checksum } from './checksum.ts';

const samples = {
  sha224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384:
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  sha512:
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
};

/** Hashes and checksums of bytes. */
export function byteHashes(): ScalarFunction[] {
  return [
    byteFunction({
      name: 'md5',
      parameters: ['bytea'],
      result: 'text',
      docs: 'the MD5 hash in hexadecimal digits',
      example: ["md5('Th\\000omas'::bytea)", '8ab2d3c9689aaf18b4958c334c82d8b1'],
      compute: (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex'),
    }),
    ...Object.entries(samples).map(([name, digits]) =>
      byteFunction({
        name,
        parameters: ['bytea'],
        result: 'bytea',
        docs: `the ${name.toUpperCase().replace('SHA', 'SHA-')} hash of bytes`,
        example: [`${name}('abc')`, `\\x${digits}`],
        compute: (bytes: Uint8Array) => new Uint8Array(createHash(name).update(bytes).digest()),
      }),
    ),
    ...(['crc32', 'crc32c'] as const).map((name) =>
      byteFunction({
        name,
        parameters: ['bytea'],
        result: 'bigint',
        docs: `the ${name.toUpperCase().replace('CRC', 'CRC-')} checksum of bytes`,
        example: [`${name}('abc')`, name === 'crc32' ? '891568578' : '910901175'],
        compute: (bytes: Uint8Array) => BigInt(checksum(name, bytes)),
      }),
    ),
  ];
}
