import { crc32c } from '@node-rs/crc32';
import type { Dictionary } from './vector.ts';

/** Dictionaries kept before the pool starts anew: a bound on its memory, not on its use. */
const dictionariesMax = 1024;

/**
 * Gives equal dictionaries of different batches one identity, so that codes can be compared and
 * work per distinct text is done once. Identities are `name:number`: pools whose vectors can meet
 * must have different names.
 */
export class DictionaryPool {
  readonly #name: string;
  readonly #byChecksum = new Map<number, Dictionary[]>();
  #made = 0;
  #kept = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** The dictionary of these texts (the first offset is 0); keeps a copy, never the arrays given. */
  intern(offsets: Int32Array, bytes: Uint8Array): Dictionary {
    const checksum = crc32c(bytes, offsets.length);
    const candidates = this.#byChecksum.get(checksum) ?? [];
    const known = candidates.find((candidate) => sameTexts(candidate, offsets, bytes));
    if (known !== undefined) return known;
    if (this.#kept === dictionariesMax) this.#forget();
    const id = `${this.#name}:${this.#made}`;
    const dictionary = { id, offsets: offsets.slice(), bytes: bytes.slice() };
    this.#byChecksum.set(checksum, [...(this.#byChecksum.get(checksum) ?? []), dictionary]);
    this.#made += 1;
    this.#kept += 1;
    return dictionary;
  }

  #forget(): void {
    this.#byChecksum.clear();
    this.#kept = 0;
  }
}

function sameTexts(dictionary: Dictionary, offsets: Int32Array, bytes: Uint8Array): boolean {
  if (dictionary.offsets.length !== offsets.length) return false;
  if (Buffer.compare(dictionary.bytes, bytes) !== 0) return false;
  return dictionary.offsets.every((offset, index) => offset === offsets[index]);
}
