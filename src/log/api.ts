import type { BlockPool } from '../common/block-pool.ts';
import type { Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';

/**
 * What an acknowledged append has survived: `durable` the loss of power (fdatasync before the
 * acknowledgement), `relaxed` the death of the process (written; synced within a second).
 */
export type Durability = 'durable' | 'relaxed';

export type TopicSettings = {
  /** From 1 to 1024; fixed for the life of the topic. */
  readonly partitions: number;
  readonly durability: Durability;
  /** The schema of the bodies as opaque bytes: every segment begins with it. Its id is 1. */
  readonly schema: Uint8Array;
};

/**
 * What the log must be able to do with bodies that it does not understand. The columnar one is in
 * `data`; the attribute bit of a batch says that its body is of this kind.
 */
export type BodyFormat = {
  /** One body with the rows of several of the same schema, in order. */
  readonly merge: (bodies: readonly Uint8Array[]) => Uint8Array;
};

export type OpenLogOptions = {
  readonly disk: Disk;
  readonly clock: Clock;
  /** The data directory of the log; made when missing, locked while open. */
  readonly directory: string;
  readonly bodies: BodyFormat;
  /** Where a recovery tells what it cut off or fenced, a line at a time. */
  readonly report: (line: string) => void;
  /** Where what is read from disk is put; a pool of the log's own unless given. */
  readonly memory?: BlockPool | undefined;
  /** A segment is closed at about so many bytes; 128 MiB unless told. */
  readonly segmentBytesMax?: number | undefined;
};

/** Opens or makes a log: recovers every partition (a torn tail is cut back to its last whole batch). */
export type OpenLog = (options: OpenLogOptions) => Promise<Log>;

export type Log = {
  /** Makes a topic; durable when the promise resolves. Names are `[a-z0-9_]+`. @throws SqlError 42710 */
  readonly createTopic: (name: string, settings: TopicSettings) => Promise<Topic>;
  readonly topic: (name: string) => Topic | null;
  readonly topics: () => readonly Topic[];
  readonly deleteTopic: (name: string) => Promise<void>;
  /** Syncs everything, closes all files, releases the lock. */
  readonly close: () => Promise<void>;
};

export type Topic = {
  readonly name: string;
  readonly settings: TopicSettings;
  readonly partitions: readonly Partition[];
};

export type Append = {
  /** From 1 to 65,536. */
  readonly rows: number;
  /** The body; handed over: the caller does not change it afterwards. */
  readonly body: Uint8Array;
  /** Record times, milliseconds since 1970. */
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
};

/** Offsets of the rows of one append, both inclusive. */
export type AppendedRange = { readonly first: number; readonly last: number };

/** Offsets count rows from 0 and never leave a gap here. */
export type Partition = {
  readonly index: number;
  /** The offset of the oldest row. */
  readonly startOffset: () => number;
  /** The offset after the last acknowledged row: what readers see ends here. */
  readonly endOffset: () => number;
  /** Bytes on disk. */
  readonly bytes: () => number;
  /**
   * Appends whole: all rows or, when it rejects, none that a reader will see. Appends are ordered
   * as they were called; those that wait for the same sync are written together and neighbouring
   * small ones become one batch (offsets tell them apart). One that fails takes those that wait
   * behind it with it.
   * @throws SqlError 53100 when the disk is full, 58030 when writing failed (the partition then
   * takes no more until it is opened again).
   */
  readonly append: (append: Append) => Promise<AppendedRange>;
  /**
   * The acknowledged batches that hold offsets from `offset` on, in order, at least one unless
   * offset ≥ endOffset, up to about `bytesMax` bytes of bodies. The first may begin before
   * `offset`. Recent ones come from memory. @throws SqlError XX001 for a damaged header.
   */
  readonly read: (offset: number, bytesMax: number) => Promise<readonly StoredBatch[]>;
  /** Calls back after every acknowledged append; returns how to stop. */
  readonly onAppend: (listener: (endOffset: number) => void) => () => void;
};

/** A batch in a partition: what its header says, and access to its body. */
export type StoredBatch = {
  readonly baseOffset: number;
  readonly rows: number;
  readonly schemaId: number;
  readonly maxTimestampMs: number;
  readonly bodyBytes: number;
  /** The bytes [from, to) of the body, beginning at an address that is a multiple of 8; not to be changed. From memory without copying where the batch is there; no checksum is checked (columns have their own). */
  readonly range: (from: number, to: number) => Promise<Uint8Array>;
  /** The body when it is in memory already, else null: spares an `await`. */
  readonly inMemory: () => Uint8Array | null;
  /** Whether the body in memory is known to be as it was written: its checksum was compared. */
  readonly checked?: boolean | undefined;
};
