import { crc32c } from '@node-rs/crc32';
import type { Disk, DiskFile } from '../../common/disk.ts';
import { decodeFront, encodeFront } from '../format/file-front.ts';

/** What is known to be on disk for good: everything of a segment below a position. */
export type DurableMark = {
  /** The base offset of the segment. */
  readonly segment: number;
  readonly position: number;
  /** The offset after the last row below the position. */
  readonly offset: number;
  /** The last group below the position. */
  readonly group: number;
};

const slotAt = [512, 1024] as const;
const slotBytes = 48;
const fileBytes = 1536;
/** The name of the file in the directory of a partition. */
const markFileName = 'mark';

/**
 * The file of the durable mark of a partition: a front, and two slots, at 512 and 1024, written in
 * turn. A slot, little-endian: f64 number of the writing, f64 segment, f64 position, f64 offset,
 * f64 group, u32 CRC-32C of these 40 bytes, u32 zero. A mark is written after the sync that it
 * tells of and is not synced itself: an older one is as true.
 */
export class DurableMarkFile {
  readonly #file: DiskFile;
  #writings: number;

  private constructor(file: DiskFile, writings: number) {
    this.#file = file;
    this.#writings = writings;
  }

  /**
   * Opens the file, or makes it; the mark is null when there is none yet or none is readable.
   * @throws SqlError 55000 when the file is of a newer format.
   */
  static async open(
    disk: Disk,
    directory: string,
  ): Promise<{ readonly file: DurableMarkFile; readonly mark: DurableMark | null }> {
    const path = `${directory}/${markFileName}`;
    const exists = (await disk.list(directory)).includes(markFileName);
    const file = await disk.open(path, exists ? 'write' : 'create');
    try {
      const bytes = new Uint8Array(fileBytes);
      await file.read(bytes, 0);
      const { isIntact, newest } = readSlots(bytes, path);
      if (!isIntact) await file.write([emptyFile()], 0);
      return { file: new DurableMarkFile(file, newest?.writings ?? 0), mark: newest?.mark ?? null };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Writes a mark over the older of the two. */
  async write(mark: DurableMark): Promise<void> {
    this.#writings += 1;
    const slot = encodeSlot(this.#writings, mark);
    await this.#file.write([slot], slotAt[this.#writings % 2] as number);
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/**
 * What the bytes of the file say: the mark, null when none is readable, whether the front is whole,
 * and how many of the two slots are neither empty nor whole.
 * @throws SqlError 55000 when the file is of a newer format.
 */
export function decodeMarkFile(
  bytes: Uint8Array,
  path: string,
): {
  readonly mark: DurableMark | null;
  readonly isIntact: boolean;
  readonly damagedSlots: number;
} {
  const whole = new Uint8Array(fileBytes);
  whole.set(bytes.subarray(0, fileBytes));
  const { isIntact, newest } = readSlots(whole, path);
  const damagedSlots = slotAt.filter((at) => isDamagedSlot(whole, at)).length;
  return { mark: newest?.mark ?? null, isIntact, damagedSlots };
}

function isDamagedSlot(bytes: Uint8Array, at: number): boolean {
  const slot = bytes.subarray(at, at + slotBytes);
  return decodeSlot(bytes, at) === null && slot.some((byte) => byte !== 0);
}

function readSlots(
  bytes: Uint8Array,
  path: string,
): { readonly isIntact: boolean; readonly newest: Slot | null } {
  const isIntact = decodeFront('mark', bytes.subarray(0, slotAt[0]), path) !== null;
  const slots = slotAt.map((at) => (isIntact ? decodeSlot(bytes, at) : null));
  return { isIntact, newest: slots.reduce(newer, null) };
}

type Slot = { readonly writings: number; readonly mark: DurableMark };

function newer(a: Slot | null, b: Slot | null): Slot | null {
  if (a === null || b === null) return a ?? b;
  return b.writings > a.writings ? b : a;
}

function emptyFile(): Uint8Array {
  const bytes = new Uint8Array(fileBytes);
  bytes.set(encodeFront('mark', new Uint8Array(0)));
  return bytes;
}

function encodeSlot(writings: number, mark: DurableMark): Uint8Array {
  const slot = new Uint8Array(slotBytes);
  const view = new DataView(slot.buffer);
  const values = [writings, mark.segment, mark.position, mark.offset, mark.group];
  values.forEach((value, index) => {
    view.setFloat64(index * 8, value, true);
  });
  view.setUint32(40, crc32c(slot.subarray(0, 40)), true);
  return slot;
}

function decodeSlot(bytes: Uint8Array, at: number): Slot | null {
  const slot = bytes.subarray(at, at + slotBytes);
  const view = new DataView(slot.buffer, slot.byteOffset, slotBytes);
  const value = (index: number): number => view.getFloat64(index * 8, true);
  if (view.getUint32(40, true) !== crc32c(slot.subarray(0, 40)) || value(0) === 0) return null;
  const mark = { segment: value(1), position: value(2), offset: value(3), group: value(4) };
  return { writings: value(0), mark };
}
