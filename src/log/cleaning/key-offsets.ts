const slotsMin = 1024;
const arenaBytesMin = 64 * 1024;
/** Of a slot: where its key is, its hash, its offset. */
const slotBytes = 16;
/** A key is looked for in so many slots: more are needed only when somebody chose the keys to that end. */
const probesMax = 64;
const lengthBytes = 4;

/**
 * The newest offset of each key of a stretch of rows. Keys are kept whole: two of them are never taken
 * for one. Grows up to about `bytesMax`, then takes no further keys.
 */
export class KeyOffsets {
  readonly #bytesMax: number;
  readonly #seed: number;
  /** Where the key of a slot stands in the arena, plus one; 0 when it is free. */
  #keyAt = new Uint32Array(slotsMin);
  #hashes = new Int32Array(slotsMin);
  #offsets = new Float64Array(slotsMin);
  #arena = new Uint8Array(arenaBytesMin);
  #arenaEnd = 0;
  #keys = 0;

  /** `seed` makes it hard to choose keys of equal hashes. */
  constructor(bytesMax: number, seed: number) {
    this.#bytesMax = bytesMax;
    this.#seed = seed;
  }

  /** Number of keys. */
  get size(): number {
    return this.#keys;
  }

  /** Notes that a row of a key is at an offset, greater than all before; false when there is no room for the key. */
  put(key: Uint8Array, offset: number): boolean {
    const hash = hashOf(key, this.#seed);
    const slot = this.#slotOf(key, hash);
    if (slot < 0) return false;
    if (this.#keyAt[slot] !== 0) {
      this.#offsets[slot] = offset;
      return true;
    }
    if (this.#keys > 0 && !this.#hasRoom(key.length)) return false;
    this.#keyAt[slot] = this.#store(key) + 1;
    this.#hashes[slot] = hash;
    this.#offsets[slot] = offset;
    this.#keys += 1;
    if (this.#keys * 2 > this.#keyAt.length) this.#growSlots();
    return true;
  }

  /** The greatest offset that was noted for a key; −1 for none. */
  newest(key: Uint8Array): number {
    const slot = this.#slotOf(key, hashOf(key, this.#seed));
    if (slot < 0 || this.#keyAt[slot] === 0) return -1;
    return this.#offsets[slot] as number;
  }

  /** The slot of a key, or a free one for it; −1 when none is near. */
  #slotOf(key: Uint8Array, hash: number): number {
    const mask = this.#keyAt.length - 1;
    for (let probe = 0; probe < probesMax; probe += 1) {
      const slot = (hash + probe) & mask;
      const at = this.#keyAt[slot] as number;
      if (at === 0 || (this.#hashes[slot] === hash && this.#isKeyAt(at - 1, key))) return slot;
    }
    return -1;
  }

  #isKeyAt(at: number, key: Uint8Array): boolean {
    const arena = this.#arena;
    if (readLength(arena, at) !== key.length) return false;
    const from = at + lengthBytes;
    for (let i = 0; i < key.length; i += 1) if (arena[from + i] !== key[i]) return false;
    return true;
  }

  /** Whether one more key fits once slots and keys have grown as they must. */
  #hasRoom(keyBytes: number): boolean {
    const slots = this.#keyAt.length * ((this.#keys + 1) * 2 > this.#keyAt.length ? 2 : 1);
    const needed = this.#arenaEnd + lengthBytes + keyBytes;
    const arena =
      needed > this.#arena.length ? Math.max(needed, this.#arena.length * 2) : this.#arena.length;
    return slots * slotBytes + arena <= this.#bytesMax;
  }

  #store(key: Uint8Array): number {
    const at = this.#arenaEnd;
    const end = at + lengthBytes + key.length;
    if (end > this.#arena.length) {
      const grown = new Uint8Array(Math.max(end, this.#arena.length * 2));
      grown.set(this.#arena.subarray(0, at));
      this.#arena = grown;
    }
    writeLength(this.#arena, at, key.length);
    this.#arena.set(key, at + lengthBytes);
    this.#arenaEnd = end;
    return at;
  }

  #growSlots(): void {
    const length = this.#keyAt.length * 2;
    if (length * slotBytes + this.#arena.length > this.#bytesMax) return;
    const [keyAt, hashes, offsets] = [
      new Uint32Array(length),
      new Int32Array(length),
      new Float64Array(length),
    ];
    for (let old = 0; old < this.#keyAt.length; old += 1) {
      if (this.#keyAt[old] === 0) continue;
      const hash = this.#hashes[old] as number;
      const slot = freeSlot(keyAt, hash);
      // It would not be found again: better no room for further keys.
      if (slot < 0) return;
      keyAt[slot] = this.#keyAt[old] as number;
      hashes[slot] = hash;
      offsets[slot] = this.#offsets[old] as number;
    }
    [this.#keyAt, this.#hashes, this.#offsets] = [keyAt, hashes, offsets];
  }
}

function freeSlot(keyAt: Uint32Array, hash: number): number {
  for (let probe = 0; probe < probesMax; probe += 1) {
    const slot = (hash + probe) & (keyAt.length - 1);
    if (keyAt[slot] === 0) return slot;
  }
  return -1;
}

function readLength(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at + 3] as number) << 24) | ((bytes[at + 2] as number) << 16);
  return (high | ((bytes[at + 1] as number) << 8) | (bytes[at] as number)) >>> 0;
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < lengthBytes; i += 1) bytes[at + i] = (length >>> (8 * i)) & 0xff;
}

/**
 * HalfSipHash-1-3 (Aumasson and Bernstein: SipHash, a fast short-input PRF, 2012, its variant of 32 bits) with a
 * key made from the seed: keys of equal hashes cannot be chosen without knowing it.
 */
function hashOf(bytes: Uint8Array, seed: number): number {
  let v0 = seed | 0;
  let v1 = Math.imul(seed, 0x9e37_79b1) | 0;
  let v2 = 0x6c79_6765 ^ v0;
  let v3 = 0x7465_6462 ^ v1;
  const words = (bytes.length >>> 2) + 1;
  // Three rounds without input end it.
  for (let word = 0; word < words + 3; word += 1) {
    const input = word < words ? wordAt(bytes, word * 4) : 0;
    if (word === words) v2 ^= 0xff;
    v3 ^= input;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= input;
  }
  return v1 ^ v3;
}

/** Four bytes; the last word has those that are left and the length. */
function wordAt(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) {
    const high = ((bytes[at + 3] as number) << 24) | ((bytes[at + 2] as number) << 16);
    return high | ((bytes[at + 1] as number) << 8) | (bytes[at] as number);
  }
  let word = bytes.length << 24;
  for (let i = at; i < bytes.length; i += 1) word |= (bytes[i] as number) << (8 * (i - at));
  return word;
}
