/** Rows without a key stay on a partition until about so many bytes went there: they make larger batches. */
const stickyBytes = 16 * 1024;

/**
 * Chooses the partition of a record as Kafka's Java client does: by the hash of its key, so that
 * the same key is in the same partition whoever writes it; without a key in turn.
 */
export class Partitioner {
  #sticky: number;
  #stickyBytes = 0;

  /** `first` is where rows without a key begin: producers that begin at different ones spread the load. */
  constructor(first: number) {
    this.#sticky = first;
  }

  /** The partition of a record of about so many bytes, from 0 to `partitions` − 1. */
  choose(key: Uint8Array | null, bytes: number, partitions: number): number {
    if (key !== null) return partitionOfKey(key, partitions);
    if (this.#stickyBytes >= stickyBytes) this.moveOn();
    this.#stickyBytes += bytes;
    return this.#sticky % partitions;
  }

  /** The batch of this partition is complete: rows without a key go to the next one. */
  moveOn(): void {
    this.#sticky += 1;
    this.#stickyBytes = 0;
  }
}

/** The partition that rows of a key are in. */
export function partitionOfKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions;
}

const seed = 0x9747_b28c;
const factor = 0x5bd1_e995;

/** The hash MurmurHash2 with Kafka's seed, a signed number of 32 bits. */
export function murmur2(bytes: Uint8Array): number {
  const whole = bytes.length & ~3;
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    let word = littleEndianWord(bytes, at);
    word = Math.imul(word, factor);
    word ^= word >>> 24;
    hash = Math.imul(hash, factor) ^ Math.imul(word, factor);
  }
  if (whole < bytes.length) hash = Math.imul(hash ^ lastWord(bytes, whole), factor);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, factor);
  return hash ^ (hash >>> 15);
}

function littleEndianWord(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The one to three bytes that are left. */
function lastWord(bytes: Uint8Array, at: number): number {
  let word = bytes[at] as number;
  if (at + 1 < bytes.length) word |= (bytes[at + 1] as number) << 8;
  if (at + 2 < bytes.length) word |= (bytes[at + 2] as number) << 16;
  return word;
}
