/** Smaller blocks are made afresh: pooling them would cost more than it saves. */
const blockBytesMin = 64 * 1024;

/** Larger ones too: they are rare. */
const blockBytesMax = 32 * 1024 * 1024;

/**
 * Lends blocks of shared memory for large arrays that live for a moment: what is read from a log,
 * columns that are decoded. A block comes back by itself when nothing refers to it any more.
 *
 * Without it every read asks for fresh memory, which the system hands out page by page and zeroed,
 * and V8 collects garbage for every 64 MiB of it. Shared memory is not counted there; so the pool
 * lends only `bytesMax`, and beyond that hands out ordinary memory, whose pressure brings the
 * collection that frees the blocks.
 */
export class BlockPool {
  readonly #bytesMax: number;
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  readonly #returned: FinalizationRegistry<SharedArrayBuffer>;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#returned = new FinalizationRegistry((block) =>
      this.#freeOf(block.byteLength).push(block),
    );
  }

  /** Memory of at least so many bytes, from the start of a buffer; what is in it is left open. */
  take(bytes: number): ArrayBufferLike {
    if (bytes < blockBytesMin || bytes > blockBytesMax) return unfilled(bytes);
    const size = sizeClass(bytes);
    const block = this.#freeOf(size).pop() ?? this.#grow(size);
    if (block === null) return unfilled(bytes);
    // The pool keeps one handle and lends another: when that is garbage, so are all views of it.
    const lent = structuredClone(block);
    this.#returned.register(lent, block);
    return lent;
  }

  #grow(size: number): SharedArrayBuffer | null {
    while (this.#bytes + size > this.#bytesMax) if (!this.#dropOne()) return null;
    this.#bytes += size;
    return new SharedArrayBuffer(size);
  }

  /** Gives up a free block, for one of another size that is asked for; false when there is none. */
  #dropOne(): boolean {
    for (const blocks of this.#free.values()) {
      const block = blocks.pop();
      if (block === undefined) continue;
      this.#bytes -= block.byteLength;
      return true;
    }
    return false;
  }

  #freeOf(size: number): SharedArrayBuffer[] {
    let blocks = this.#free.get(size);
    if (blocks === undefined) {
      blocks = [];
      this.#free.set(size, blocks);
    }
    return blocks;
  }
}

/** Memory of its own that is not set to zeros: it is written over, and zeros would cost as much as that. */
function unfilled(bytes: number): ArrayBufferLike {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}

/** The next size of four per power of two. */
function sizeClass(bytes: number): number {
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}
