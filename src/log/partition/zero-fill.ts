import type { DiskFile } from '../../common/disk.ts';

/** Groups from so many bytes on are synced no sooner when their blocks are there already. */
const groupBytesMax = 64 * 1024;
/** It begins when so many small groups were written one after the other. */
const groupsMin = 32;
/** So much is filled at once, when less than half of it is left. */
const fillBytes = 1024 * 1024;
const zeros = new Uint8Array(fillBytes);

/**
 * Fills the end of a file with zeros ahead of the groups that are written there. To sync a small
 * group takes a third less time then: the file has its blocks and its length, and the file system
 * has nothing but the data to write. Never between a group and its acknowledgement: the zeros are
 * written beside, and are part of the next sync.
 */
export class ZeroFill {
  readonly #file: DiskFile;
  /** The file has zeros up to here, behind what was written. */
  #filledTo: number;
  /** Where what is being filled begins. */
  #fillingFrom = Number.POSITIVE_INFINITY;
  #filling: Promise<void> | null = null;
  #smallGroups = 0;
  #stopped = false;

  /** The file ends at `position`. */
  constructor(file: DiskFile, position: number) {
    this.#file = file;
    this.#filledTo = position;
  }

  /** Resolves when a group that ends at a position can be written: nothing is being filled there. */
  async reach(end: number): Promise<void> {
    if (end > this.#fillingFrom) await this.#filling;
    this.#filledTo = Math.max(this.#filledTo, end);
  }

  /** Fills ahead where it pays: a group of so many bytes was written, up to a position. */
  written(bytes: number, position: number): void {
    this.#smallGroups = bytes < groupBytesMax ? this.#smallGroups + 1 : 0;
    if (this.#stopped || this.#filling !== null || this.#smallGroups < groupsMin) return;
    if (this.#filledTo - position >= fillBytes / 2) return;
    this.#fillingFrom = this.#filledTo;
    this.#filling = this.#fill(this.#filledTo);
  }

  /** Fills no more; resolves when nothing is being filled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#filling;
  }

  /** Cuts the zeros off; answers whether there were any. @throws errors of the file system */
  async cut(position: number): Promise<boolean> {
    await this.stop();
    if (this.#filledTo <= position) return false;
    await this.#file.truncate(position);
    this.#filledTo = position;
    return true;
  }

  /** What cannot be filled (the disk is full) is not needed: it is taken back, and not tried again. */
  async #fill(from: number): Promise<void> {
    try {
      await this.#file.write([zeros], from);
      this.#filledTo = Math.max(this.#filledTo, from + fillBytes);
    } catch {
      this.#stopped = true;
      await this.#file.truncate(from).catch(() => undefined);
    }
    this.#filling = null;
    this.#fillingFrom = Number.POSITIVE_INFINITY;
  }
}

/** How many bytes there are from a position up to the last that is not zero: what is torn there. */
export async function tornBytes(file: DiskFile, from: number, size: number): Promise<number> {
  const chunk = new Uint8Array(Math.min(fillBytes, size - from));
  let torn = 0;
  for (let at = from; at < size; at += chunk.length) {
    const got = await file.read(chunk.subarray(0, Math.min(chunk.length, size - at)), at);
    const last = chunk.subarray(0, got).findLastIndex((byte) => byte !== 0);
    if (last >= 0) torn = at + last + 1 - from;
    if (got === 0) break;
  }
  return torn;
}
