import { crc32c } from '@node-rs/crc32';
import {
  decodeFront,
  encodeFront,
  type OwnDirectory,
  readWholeFile,
  replaceFile,
} from '../format/file-front.ts';
import type { AbortedRange } from './partition-transactions.ts';
import type { SequenceRange } from './producer-states.ts';

/** A producer as it is written down. */
export type StoredProducer = {
  readonly producerId: number;
  readonly epoch: number;
  readonly lastSequence: number;
  readonly endedEpoch: number;
  /** How long nothing was heard of it. */
  readonly idleMs: number;
  readonly recent: readonly SequenceRange[];
};

/** A transaction that has no end on the disk. */
export type StoredTransaction = {
  readonly producerId: number;
  readonly epoch: number;
  readonly firstOffset: number;
  readonly rows: number;
};

/** What the batches of a partition below an offset say about producers and transactions. */
export type StateSnapshot = {
  readonly offset: number;
  /** Offsets that markers and aborted rows take. */
  readonly hidden: number;
  readonly producers: readonly StoredProducer[];
  readonly transactions: readonly StoredTransaction[];
  readonly aborted: readonly AbortedRange[];
};

/** The name of a snapshot: its offset in 20 digits. */
export function stateFileName(offset: number): string {
  return `${String(offset).padStart(20, '0')}.state`;
}

/** The offset that a file name says; null for other files. */
export function stateOffset(name: string): number | null {
  const match = /^(\d{20})\.state$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/** Writes a snapshot in place, durably. */
export function writeState(
  { disk, directory, salt }: OwnDirectory,
  snapshot: StateSnapshot,
): Promise<void> {
  return replaceFile(disk, directory, stateFileName(snapshot.offset), encodeState(snapshot, salt));
}

/**
 * A snapshot that was written for an offset; null when it is damaged.
 * @throws SqlError 55000 when it is of a newer format
 */
export async function readState(
  { disk, directory, salt }: OwnDirectory,
  offset: number,
): Promise<StateSnapshot | null> {
  const path = `${directory}/${stateFileName(offset)}`;
  const snapshot = decodeState(await readWholeFile(disk, path), path, salt);
  return snapshot?.offset === offset ? snapshot : null;
}

const countsBytes = 40;

/**
 * The content of a snapshot: a front whose payload is f64 number of bytes behind it and u32 their
 * CRC-32C, u32 zero; behind it, all f64 and little-endian: offset, hidden offsets, numbers of
 * producers, transactions and aborted ranges; per producer id, epoch, last sequence, ended epoch, idle
 * milliseconds, number of ranges, and per range first and last sequence, first and last offset;
 * per transaction producer, epoch, first offset, rows; per aborted range producer, first and last offset.
 */
export function encodeState(
  { offset, hidden, producers, transactions, aborted }: StateSnapshot,
  salt: number,
): Uint8Array {
  const values = [offset, hidden, producers.length, transactions.length, aborted.length];
  for (const { producerId, epoch, lastSequence, endedEpoch, idleMs, recent } of producers) {
    values.push(producerId, epoch, lastSequence, endedEpoch, idleMs, recent.length);
    for (const { firstSequence, lastSequence: last, firstOffset, lastOffset } of recent) {
      values.push(firstSequence, last, firstOffset, lastOffset);
    }
  }
  for (const { producerId, epoch, firstOffset, rows } of transactions) {
    values.push(producerId, epoch, firstOffset, rows);
  }
  for (const { producerId, firstOffset, lastOffset } of aborted) {
    values.push(producerId, firstOffset, lastOffset);
  }
  const content = new Uint8Array(values.length * 8);
  const view = new DataView(content.buffer);
  values.forEach((value, index) => {
    view.setFloat64(index * 8, value, true);
  });
  const payload = new DataView(new ArrayBuffer(16));
  payload.setFloat64(0, content.length, true);
  payload.setUint32(8, crc32c(content), true);
  return Buffer.concat([encodeFront('state', new Uint8Array(payload.buffer), salt), content]);
}

/** Reads the content of a snapshot; null when it is damaged or of another partition. @throws SqlError 55000 when it is of a newer format */
export function decodeState(bytes: Uint8Array, path: string, salt: number): StateSnapshot | null {
  const front = decodeFront('state', bytes, path, salt);
  if (front === null || front.payload.length !== 16) return null;
  const { payload } = front;
  const facts = new DataView(payload.buffer, payload.byteOffset, 16);
  const content = bytes.subarray(front.bytes);
  if (content.length !== facts.getFloat64(0, true)) return null;
  if (content.length < countsBytes || crc32c(content) !== facts.getUint32(8, true)) return null;
  return new StateReader(content).snapshot();
}

/** Reads numbers one after the other; the checksum says that they are as they were written. */
class StateReader {
  readonly #view: DataView;
  #at = 0;

  constructor(content: Uint8Array) {
    this.#view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  }

  snapshot(): StateSnapshot {
    const [offset, hidden, producers, transactions, aborted] = [
      this.#next(),
      this.#next(),
      this.#next(),
      this.#next(),
      this.#next(),
    ];
    return {
      offset,
      hidden,
      producers: times(producers, () => this.#producer()),
      transactions: times(transactions, () => ({
        producerId: this.#next(),
        epoch: this.#next(),
        firstOffset: this.#next(),
        rows: this.#next(),
      })),
      aborted: times(aborted, () => ({
        producerId: this.#next(),
        firstOffset: this.#next(),
        lastOffset: this.#next(),
      })),
    };
  }

  #producer(): StoredProducer {
    const producer = {
      producerId: this.#next(),
      epoch: this.#next(),
      lastSequence: this.#next(),
      endedEpoch: this.#next(),
      idleMs: this.#next(),
    };
    const recent = times(this.#next(), () => ({
      firstSequence: this.#next(),
      lastSequence: this.#next(),
      firstOffset: this.#next(),
      lastOffset: this.#next(),
    }));
    return { ...producer, recent };
  }

  #next(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
