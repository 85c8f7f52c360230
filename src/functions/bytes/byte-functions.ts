import type { ScalarFunction } from '../scalar-function.ts';
import { byteConversions } from './byte-conversions.ts';
import { byteEdits } from './byte-edits.ts';
import { byteHashes } from './byte-hashes.ts';
import { singleBytes } from './single-bytes.ts';

/** Functions of bytes (PostgreSQL manual, 9.5), hashes, and bytes written as text. */
export function byteFunctions(): ScalarFunction[] {
  return [...byteEdits(), ...singleBytes(), ...byteHashes(), ...byteConversions()];
}
