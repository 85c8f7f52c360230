import type { Clock } from '../common/clock.ts';
import type { Field } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import { datumAt } from '../data/vector-datum.ts';
import type { Log, Topic } from '../log/api.ts';
import type { PartitionEnds } from './cut.ts';
import { batchesOf, GenerationTopic } from './generation-topic.ts';

const fields: readonly Field[] = [
  { name: 'epoch', type: { kind: 'bigint' }, nullable: false },
  { name: 'cut_at', type: { kind: 'timestamp' }, nullable: false },
  { name: 'relation', type: { kind: 'text' }, nullable: false },
  { name: 'partition', type: { kind: 'integer' }, nullable: false },
  { name: 'end_offset', type: { kind: 'bigint' }, nullable: false },
];

/**
 * How far a start goes past the last epoch that it finds. The topic is synced within a second of
 * writing and has at most 500 cuts in one: a number that was lost with the power is not given away
 * again.
 */
const epochsSkipped = 1000;

/**
 * The record of cuts, `__epochs`: one row per partition that moved. Epochs go on over restarts: a
 * start begins behind all that were ever seen, because none is seen before its cut is written.
 */
export class EpochLog {
  /** Starts of the server on this data, this one included. */
  readonly generation: number;
  /** The epoch that this start begins with. */
  readonly firstEpoch: number;
  readonly #topic: GenerationTopic;

  private constructor(topic: GenerationTopic, firstEpoch: number) {
    this.generation = topic.generation;
    this.firstEpoch = firstEpoch;
    this.#topic = topic;
  }

  static async open(log: Log, clock: Clock): Promise<EpochLog> {
    let firstEpoch = 1;
    const options = { name: '__epochs', fields, durability: 'relaxed' } as const;
    const topic = await GenerationTopic.open(log, clock, options, async (before, next) => {
      for (const each of before)
        firstEpoch = Math.max(firstEpoch, (await lastEpoch(each)) + epochsSkipped);
      await next.append([[BigInt(firstEpoch), BigInt(clock.nowMicros()), '', 0, 0n]]);
    });
    return new EpochLog(topic, firstEpoch);
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
    await this.#topic.append(rows);
  }
}

/** The last epoch of a generation; 0 for an empty one. */
async function lastEpoch(topic: Topic): Promise<number> {
  const end = topic.partitions[0]?.endOffset() ?? 0;
  let last = 0;
  for await (const batch of batchesOf(topic, { fields }, end - 1)) {
    const epochs = batch.columns[0] as Vector;
    last = Number(datumAt(epochs, { kind: 'bigint' }, batch.rowCount - 1));
  }
  return last;
}
