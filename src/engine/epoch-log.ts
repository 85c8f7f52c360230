import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { Log } from '../log/api.ts';
import type { PartitionEnds } from './cut.ts';
import { type EarlierTopic, GenerationTopic } from './generation-topic.ts';

const fields: readonly Field[] = [
  { name: 'epoch', type: { kind: 'bigint' }, nullable: false },
  { name: 'cut_at', type: { kind: 'timestamp' }, nullable: false },
  { name: 'relation', type: { kind: 'text' }, nullable: false },
  { name: 'partition', type: { kind: 'integer' }, nullable: false },
  { name: 'end_offset', type: { kind: 'bigint' }, nullable: false },
];

const options = { name: '__epochs', fields, durability: 'relaxed' } as const;

/** A topic is followed by a new one after so many bytes: a cut takes a few hundred. */
const topicBytesMax = 64 * 1024 * 1024;

/**
 * How far a start goes past the last epoch that it finds a row of: a number that was lost with the power is
 * not given away again. The topic is synced within half a second or as soon as a slow disk allows,
 * and has at most 500 cuts a second.
 */
const epochsSkipped = 100_000;

/**
 * The record of cuts, `__epochs`: one row per partition that moved. Epochs go on over restarts: a
 * start begins behind all that were ever seen, because none is seen before its cut is written. The
 * first of them is in the name of the topic, which is durable even when none of its rows are; the
 * rows need not be read, so that no damage to them keeps a server from starting.
 */
export class EpochLog {
  /** The epoch that this start begins with. */
  readonly firstEpoch: number;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #bytesMax: number;
  #topic: GenerationTopic;
  #renewing = false;

  private constructor(log: Log, clock: Clock, topic: GenerationTopic, bytesMax: number) {
    this.#log = log;
    this.#clock = clock;
    this.#topic = topic;
    this.#bytesMax = bytesMax;
    this.firstEpoch = topic.generation;
  }

  /** A topic of more than `bytesMax` bytes is followed by a new one. */
  static async open(log: Log, clock: Clock, bytesMax = topicBytesMax): Promise<EpochLog> {
    const topic = await GenerationTopic.open(log, clock, options, { number: nextEpoch });
    return new EpochLog(log, clock, topic, bytesMax);
  }

  /** Writes a cut with the partitions that moved since the one before, by relation id. */
  async write(
    epoch: number,
    nowMicros: number,
    moved: ReadonlyMap<string, PartitionEnds>,
  ): Promise<void> {
    const rows = [...moved].flatMap(([relation, ends]) =>
      ends.map((end, partition) => [
        BigInt(epoch),
        BigInt(nowMicros),
        relation,
        partition,
        BigInt(end),
      ]),
    );
    if (rows.length === 0) rows.push([BigInt(epoch), BigInt(nowMicros), '', 0, 0n]);
    try {
      await this.#topic.append(rows);
    } catch (error) {
      // A partition that has failed takes nothing more; a new one may.
      if (error instanceof SqlError && error.code === sqlState.ioError) void this.#renew(epoch);
      throw error;
    }
    if (this.#topic.bytes > this.#bytesMax) void this.#renew(epoch);
  }

  /** Goes on in a new topic: what is in the one before is of no use to anybody any more. */
  async #renew(epoch: number): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    try {
      await GenerationTopic.open(this.#log, this.#clock, options, {
        number: () => epoch,
        carry: async (_before, next) => {
          this.#topic = next;
        },
      });
    } catch {
      // The next cut tries again.
    }
    this.#renewing = false;
  }
}

/** An epoch behind all that a client can have seen: every epoch since the first has a row at least. */
function nextEpoch(before: readonly EarlierTopic[]): number {
  const ends = before.map(
    ({ topic, generation }) => generation + (topic.partitions[0]?.endOffset() ?? 0),
  );
  return Math.max(1 - epochsSkipped, ...ends) + epochsSkipped;
}
