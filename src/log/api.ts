import type { BlockPool } from '../common/block-pool.ts';
import type { Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import type { SqlError } from '../common/sql-error.ts';
import type { CompactionSettings } from './cleaning/compaction-settings.ts';
import type { HousekeepingSettings } from './cleaning/housekeeping-settings.ts';

/**
 * What an acknowledged append has survived: `durable` the loss of power (fdatasync before the
 * acknowledgement), `relaxed` the death of the process (written; synced within a second), `memory`
 * nothing: the rows are gone with the process, only the topic itself stays.
 */
export type Durability = 'durable' | 'relaxed' | 'memory';

/** Settings of a topic; bytes and times are per partition. */
export type TopicSettings = {
  /** From 1 to 1024; may grow, never shrink. */
  readonly partitions: number;
  readonly durability: Durability;
  /** The schema of columnar bodies as opaque bytes: every segment begins with it. Its id is 1. Empty for records. */
  readonly schema: Uint8Array;
  /** A closed segment goes when its newest row is older; null keeps everything. */
  readonly retentionMs: number | null;
  /** The oldest closed segments go while the partition has more bytes; null keeps everything. */
  readonly retentionBytes: number | null;
  /** A segment is closed at about so many bytes; at most 2 GiB. */
  readonly segmentBytesMax: number;
  /** A segment that has rows is closed when it is so old; null: only by its bytes. */
  readonly segmentAgeMsMax: number | null;
  /** Keep the last row per key only; null keeps all rows. */
  readonly compaction: CompactionSettings | null;
  /** One append has at most so many bytes of body; at most 256 MiB. */
  readonly batchBytesMax: number;
  /** How closed segments of records are stored when they are rewritten. */
  readonly compression: 'none' | 'lz4';
};

/** What a new topic is told; everything else has a default (`defaultTopicSettings`). */
export type NewTopicSettings = Partial<TopicSettings>;

/** What can be changed of a topic. */
export type TopicChanges = Partial<Omit<TopicSettings, 'durability' | 'schema'>>;

/** The key of a row as a compacted topic sees it. */
export type BodyKeys = {
  /** The bytes of the key of a row; null for a row without one, which is never removed. */
  readonly key: (row: number) => Uint8Array | null;
  /** Whether a row says that its key has no value any more. */
  readonly isTombstone: (row: number) => boolean;
};

/** What the log must be able to do with bodies that it does not understand: an attribute bit of a batch says that its body is one. */
export type BodyFormat = {
  /** One body with the rows of several of the same schema, in order. Those that have lost rows carry `offsetDeltas`. */
  readonly merge: (bodies: readonly Uint8Array[]) => Uint8Array;
  /** Keys by row; `schema` is that of the topic. Null when the schema has no key: such a topic cannot be compacted. */
  readonly keys: (body: Uint8Array, schema: Uint8Array) => BodyKeys | null;
  /** The body with these rows only (indexes, ascending), and the offset of each relative to the batch's base. */
  readonly select: (body: Uint8Array, rows: Uint32Array, offsetDeltas: Uint32Array) => Uint8Array;
  /** Record times, milliseconds since 1970, one per row. */
  readonly timestamps: (body: Uint8Array) => Float64Array;
  /** The offset of each row relative to the batch's base; null when they are 0, 1, 2, … */
  readonly offsetDeltas: (body: Uint8Array) => Uint32Array | null;
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
  /** Overrides the size at which segments of all topics are closed. */
  readonly segmentBytesMax?: number | undefined;
  /** How the background task works; false: nothing is retained, rewritten or compacted. */
  readonly housekeeping?: HousekeepingSettings | false | undefined;
};

/** Opens or makes a log: recovers every partition (a torn tail is cut back to its last whole batch) and settles unfinished transactions. */
export type OpenLog = (options: OpenLogOptions) => Promise<Log>;

export type Log = {
  /**
   * Makes a topic; durable when the promise resolves. Names are 1 to 249 of `A-Z a-z 0-9 . _ -`, as
   * in Kafka. @throws SqlError 42710 when there is one, 22023 for a name or setting out of its range
   */
  readonly createTopic: (name: string, settings?: NewTopicSettings) => Promise<Topic>;
  readonly topic: (name: string) => Topic | null;
  readonly topics: () => readonly Topic[];
  /** Durable when the promise resolves. @throws SqlError 42704, 22023 */
  readonly alterTopic: (name: string, changes: TopicChanges) => Promise<Topic>;
  /** Reading a topic that was deleted meanwhile fails with 42704. */
  readonly deleteTopic: (name: string) => Promise<void>;
  /** A producer of records for a topic. @throws SqlError 42704 */
  readonly newProducer: (topic: string, options?: ProducerOptions) => Producer;
  /** A transaction of its own; it costs one sync more than the appends. */
  readonly beginTransaction: (options?: TransactionOptions) => Promise<Transaction>;
  /** Opens a name: who had it open is fenced off (ML002) and its open transaction aborted. */
  readonly transactionalProducer: (
    name: string,
    options?: TransactionOptions,
  ) => Promise<TransactionalProducer>;
  /** A place to read a partition from. @throws SqlError 42704, ML005 */
  readonly newCursor: (of: TopicPartition, options?: CursorOptions) => Promise<Cursor>;
  readonly groups: Groups;
  /** Aborts open transactions, syncs everything, closes all files, releases the lock. */
  readonly close: () => Promise<void>;
};

export type Topic = {
  readonly name: string;
  readonly settings: TopicSettings;
  readonly partitions: readonly Partition[];
};

/** How the body of a batch is laid out: columns of a `BodyFormat`, or Kafka's records. */
export type BodyKind = 'columns' | 'records';

/** Who an append is from, so that one sent twice is stored once. */
export type ProducerStamp = {
  readonly producerId: number;
  /** From 0 to 32,767; a greater one fences off the smaller ones. */
  readonly epoch: number;
  /** The number of the first row in the sequence of the producer in this partition and epoch; wraps from 2^31 − 1 to 0. */
  readonly sequence: number;
  /** Rows of a transaction are seen by readers of committed rows once it is committed. */
  readonly transactional: boolean;
};

export type Append = {
  /** From 1 to 65,536. */
  readonly rows: number;
  /** The body; handed over: the caller does not change it afterwards. */
  readonly body: Uint8Array;
  /** `columns` unless told. */
  readonly kind?: BodyKind | undefined;
  /** Record times, milliseconds since 1970. */
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producer?: ProducerStamp | undefined;
};

export type RecordHeader = { readonly key: string; readonly value: Uint8Array | null };

/** A record as Kafka knows it. */
export type LogRecord = {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
};

/** Offsets of the rows of one append, both inclusive. */
export type AppendedRange = { readonly first: number; readonly last: number };

/** Which rows a reader sees: all that were acknowledged, or only those of no transaction or a committed one. */
export type Isolation = 'committed' | 'uncommitted';

/** What was read: batches in order, and the offset to go on from (offsets between may be missing: aborted, compacted). */
export type LogRead = {
  readonly batches: readonly StoredBatch[];
  readonly nextOffset: number;
};

/** A row found by time. */
export type TimedOffset = { readonly offset: number; readonly timestampMs: number };

/** A transaction of a producer that is not yet decided in a partition. */
export type OpenTransaction = {
  readonly producerId: number;
  readonly epoch: number;
  readonly firstOffset: number;
};

/** Offsets count rows from 0; transactions' markers and cleaning leave gaps. */
export type Partition = {
  readonly index: number;
  /** The offset of the oldest row that is kept. */
  readonly startOffset: () => number;
  /** The offset after the last acknowledged row. */
  readonly endOffset: () => number;
  /** Below this every transaction is decided: where readers of committed rows end. */
  readonly stableOffset: () => number;
  /** Rows of no transaction or a committed one; about, once rows were removed by truncation, retention or compaction. */
  readonly rows: () => number;
  /** Bytes on disk. */
  readonly bytes: () => number;
  /** Why the partition takes no more rows until `rescan`; null when it does. */
  readonly failure: () => SqlError | null;
  /**
   * Appends whole: all rows or, when it rejects, none that a reader will see. Appends are ordered
   * as they were called; those that wait for the same sync are written together and neighbouring
   * small ones become one batch (offsets tell them apart). One that fails takes those that wait
   * behind it with it. A duplicate of one of the last five of its producer is answered with the
   * offsets of the first.
   * @throws SqlError 53100 when the disk is full, 58030 when writing failed (the partition then
   * takes no more until it is rescanned), 53400 when too many bytes wait already, 54000 when the body is
   * too large, ML001 for a gap in the producer's sequence, ML002 for a producer that was fenced off
   */
  readonly append: (append: Append) => Promise<AppendedRange>;
  /**
   * The same for records, which are encoded at once; those of several calls may become one batch.
   * @throws SqlError 22008 for a time that is not in whole milliseconds or beyond ±2^52, else as `append`
   */
  readonly appendRecords: (
    records: readonly LogRecord[],
    producer?: ProducerStamp,
  ) => Promise<AppendedRange>;
  /** Resolves when there is room for further appends: producers that wait for it never see 53400. */
  readonly room: () => Promise<void>;
  /**
   * Whole batches from the one that holds `offset` (or the next there is) on, up to about
   * `bytesMax` bytes of bodies and at least one; none when there is nothing to see between `offset`
   * and the end. `nextOffset` is behind `offset` unless the end is reached. The first batch may begin
   * before `offset`. Recent ones come from memory. Committed rows unless told.
   * @throws SqlError XX001 for a damaged header, 58030, 42704 when the topic was deleted
   */
  readonly read: (offset: number, bytesMax: number, isolation?: Isolation) => Promise<LogRead>;
  /** The first row whose record time is not before a time; null when there is none. */
  readonly offsetAt: (timestampMs: number) => Promise<TimedOffset | null>;
  /** Forgets rows before an offset, durably; answers the new start. Whole closed segments are removed. */
  readonly truncateBefore: (offset: number) => Promise<number>;
  /** Brings a partition that failed back: its end is what was acknowledged. @throws SqlError 58030 when the disk fails still */
  readonly rescan: () => Promise<void>;
  /** Transactions that are not decided, by first offset. */
  readonly openTransactions: () => readonly OpenTransaction[];
  /**
   * Decides a producer's transaction: at once for readers in this process; resolves when the marker
   * is as durable as the topic. Without an open transaction of this epoch it does nothing.
   */
  readonly endTransaction: (
    producer: { readonly producerId: number; readonly epoch: number },
    outcome: 'commit' | 'abort',
  ) => Promise<void>;
  /** Calls back when the end or the stable offset has moved; returns how to stop. */
  readonly onAppend: (listener: (endOffset: number) => void) => () => void;
};

/** A batch in a partition: what its header says, and access to its body. */
export type StoredBatch = {
  readonly baseOffset: number;
  /** The offset after its last one; may be more than `baseOffset + rows` when rows were removed by compaction. */
  readonly endOffset: number;
  readonly rows: number;
  readonly kind: BodyKind;
  readonly schemaId: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  /** Bytes of the body as it is stored, compressed or not. */
  readonly bodyBytes: number;
  /** The bytes [from, to) of the body as it is stored, beginning at an address that is a multiple of 8; not to be changed. From memory without copying where the batch is there; no checksum is checked (columns have their own). */
  readonly range: (from: number, to: number) => Promise<Uint8Array>;
  /** The body as it is stored when it is in memory already, else null: spares an `await`. */
  readonly inMemory: () => Uint8Array | null;
  /** Whether the body in memory is known to be as it was written: its checksum was compared. */
  readonly checked?: boolean | undefined;
  /** The whole body, held against Kafka's checksum once per process, and decompressed. @throws SqlError XX001 */
  readonly body: () => Promise<Uint8Array>;
};

/** Where a record was put. */
export type RecordPlace = { readonly partition: number; readonly offset: number };

export type ProducerOptions = {
  /**
   * Whether what is sent again is stored once; true unless told. Without it the records of several
   * producers share batches, and a failed append is not tried again.
   */
  readonly idempotent?: boolean | undefined;
  /** What failed because the disk did is tried again for so long; 0 unless told: told at once. */
  readonly retryMs?: number | undefined;
};

/**
 * Writes records to a topic: the partition of a key is that of Kafka's Java client, records without
 * one go to the partitions in turn. Records of a partition stay in order. What is sent while an
 * append is under way becomes the next one. Growth: what waits for `Partition.room`; await what you send.
 */
export type Producer = {
  /** Resolves when the record is as durable as the topic. @throws SqlError those of `Partition.append`, 42704 */
  readonly send: (record: LogRecord) => Promise<RecordPlace>;
  /** The same for many, which are whole or not per partition only: see `Transaction` for all at once. */
  readonly sendAll: (records: readonly LogRecord[]) => Promise<readonly RecordPlace[]>;
  /** Resolves when all that was sent is acknowledged or failed; nothing more is taken. */
  readonly close: () => Promise<void>;
};

/** A partition by name. */
export type TopicPartition = { readonly topic: string; readonly partition: number };

/** How far a group has read: the offset of the next row. */
export type GroupOffset = TopicPartition & {
  readonly offset: number;
  readonly metadata?: string | undefined;
};

/** Who commits offsets: refused when the group has changed since. */
export type GroupMember = { readonly memberId: string; readonly generation: number };

export type TransactionOptions = {
  /** One that is not ended by then is aborted; 60,000 unless told. */
  readonly timeoutMs?: number | undefined;
};

/**
 * Rows of many partitions and offsets of groups that are all committed or none, through any crash.
 * (Rows of `relaxed` and `memory` topics can be lost after it, as their durability says.) Many may be
 * open at once. Readers of committed rows wait at the first row of the oldest open one of a partition: a
 * committed one is seen in all its partitions in the same turn, once no open one stands before its rows.
 */
export type Transaction = {
  /** Appends to a partition; see `Partition.append`. @throws SqlError ML006 when it has ended, 42704 */
  readonly append: (to: TopicPartition, append: Omit<Append, 'producer'>) => Promise<AppendedRange>;
  readonly appendRecords: (
    to: TopicPartition,
    records: readonly LogRecord[],
  ) => Promise<AppendedRange>;
  /** Appends to the partition that the key says. */
  readonly send: (topic: string, record: LogRecord) => Promise<RecordPlace>;
  /** The group's offsets move when it commits. @throws SqlError ML003, ML004 */
  readonly commitOffsets: (
    group: string,
    offsets: readonly GroupOffset[],
    member?: GroupMember,
  ) => Promise<void>;
  /**
   * Waits for all appends, then one record, synced, decides for all partitions; their markers
   * follow. When it rejects nothing of it is seen, but for 58030: then a crash before the disk
   * works again may find it committed. @throws SqlError ML006 when it was aborted (an append failed, the time
   * was over), ML002 when its producer was fenced off, ML003 or ML004 when a group has changed since `commitOffsets`
   */
  readonly commit: () => Promise<void>;
  /** Nothing of it is ever seen. Resolves when all partitions know; without effect when it has ended. */
  readonly abort: () => Promise<void>;
};

/** A producer of transactions under a name: opening the name again fences this one off. */
export type TransactionalProducer = {
  /** One at a time. @throws SqlError 25000 when one is open, ML002 when fenced off */
  readonly begin: () => Promise<Transaction>;
  /** Aborts what is open. */
  readonly close: () => Promise<void>;
};

/** An offset, the first row, the end, or the first row whose record time is not before a time. */
export type CursorStart = number | 'start' | 'end' | { readonly timestampMs: number };

export type CursorOptions = {
  /** `start` unless told. */
  readonly from?: CursorStart | undefined;
  readonly isolation?: Isolation | undefined;
};

/** What a cursor read: rows of the batches from `fromOffset` on. */
export type CursorRead = LogRead & { readonly fromOffset: number };

/** A place in a partition from which rows are read in order. Compaction keeps tombstones that it has not passed. */
export type Cursor = {
  readonly position: () => number;
  /** Answers the offset that it came to. @throws SqlError ML005 for an offset that is not between start and end */
  readonly seek: (to: CursorStart) => Promise<number>;
  /**
   * The next batches, about so many bytes (1 MiB unless told), and moves on; without batches at the end.
   * @throws SqlError ML005 when rows that come next were removed meanwhile; those of `Partition.read`
   */
  readonly next: (bytesMax?: number) => Promise<CursorRead>;
  /** What is there and then what comes, as it comes, until aborted or closed. Never without batches. */
  readonly follow: (signal?: AbortSignal) => AsyncIterable<CursorRead>;
  readonly close: () => void;
};

export type GroupConsumerOptions = {
  readonly topics: readonly string[];
  /** Where partitions begin of which the group has committed nothing; `start` unless told. */
  readonly from?: 'start' | 'end' | undefined;
  readonly isolation?: Isolation | undefined;
  /** A member that has not polled for so long has left; 30,000 unless told. */
  readonly sessionMs?: number | undefined;
};

/** What a poll found in one partition. */
export type PolledRows = TopicPartition & CursorRead;

/** A member of a group: each partition of its topics is read by one of them. */
export type GroupConsumer = {
  readonly member: () => GroupMember;
  readonly assignment: () => readonly TopicPartition[];
  /** Rows of its partitions; waits `waitMs` (0 unless told) for some. When the group has changed it goes on from what was committed. */
  readonly poll: (options?: {
    readonly bytesMax?: number;
    readonly waitMs?: number;
    readonly signal?: AbortSignal;
  }) => Promise<readonly PolledRows[]>;
  /** The next poll goes on from what was committed: for when a transaction was aborted. */
  readonly rewind: () => void;
  /** The offsets behind all that was polled, ready to be committed. */
  readonly offsets: () => readonly GroupOffset[];
  /** Commits these or `offsets()`. @throws SqlError ML003 when the group has changed since the poll, ML004 when it has left */
  readonly commit: (offsets?: readonly GroupOffset[]) => Promise<void>;
  readonly leave: () => Promise<void>;
};

/** How far a group is behind in a partition. */
export type GroupLag = TopicPartition & {
  /** Null: the group has committed nothing there. */
  readonly committed: number | null;
  readonly end: number;
  /** Rows between, counting offsets. */
  readonly records: number;
  /** How long ago the first row that was not read was recorded; 0 when all were. */
  readonly seconds: number;
};

export type GroupDescription = {
  readonly group: string;
  /** Counts up when members come or go. */
  readonly generation: number;
  readonly members: readonly {
    readonly memberId: string;
    readonly topics: readonly string[];
    readonly assignment: readonly TopicPartition[];
  }[];
  readonly offsets: readonly GroupOffset[];
};

/** Groups of consumers; their offsets are in the compacted topic `__offsets`. */
export type Groups = {
  readonly list: () => Promise<readonly string[]>;
  readonly describe: (group: string) => Promise<GroupDescription | null>;
  readonly join: (group: string, options: GroupConsumerOptions) => Promise<GroupConsumer>;
  readonly committed: (group: string, of: TopicPartition) => Promise<GroupOffset | null>;
  /** Durable when it resolves. Without a member only while the group has none. @throws SqlError ML003, ML004 */
  readonly commit: (
    group: string,
    offsets: readonly GroupOffset[],
    member?: GroupMember,
  ) => Promise<void>;
  /** Of every partition that it has committed or that is assigned. */
  readonly lag: (group: string) => Promise<readonly GroupLag[]>;
  /** Forgets its offsets. @throws SqlError 55006 while it has members, 42704 */
  readonly delete: (group: string) => Promise<void>;
};
