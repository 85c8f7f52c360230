import type { Clock } from '../common/clock.ts';
import type { Batch, Field, Schema } from '../data/batch.ts';
import { decodeBatch, encodeBatch } from '../data/column-codec.ts';
import { DictionaryPool } from '../data/dictionary-pool.ts';
import { encodeSchema } from '../data/schema-codec.ts';
import type { Datum } from '../data/sql-type.ts';
import { vectorFromDatums } from '../data/vector-datum.ts';
import type { Durability, Log, Topic } from '../log/api.ts';

/** Bytes of batches that are read at once. */
const readBytesMax = 1024 * 1024;

export type GenerationTopicOptions = {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly durability: Durability;
};

/** The topic of an earlier start. */
export type EarlierTopic = { readonly topic: Topic; readonly generation: number };

/** How a generation goes on from those before it (oldest first; mostly one). */
export type Succession = {
  /** The number of the next generation, greater than all before; the one after the last unless told. */
  readonly number?: (before: readonly EarlierTopic[]) => number;
  /** Writes to the new topic what must not be lost; afterwards those before are deleted. */
  readonly carry?: (before: readonly EarlierTopic[], next: GenerationTopic) => Promise<void>;
};

/**
 * A topic of the engine's own that begins anew with every start of the server: what the start
 * before has written is read, what is still of use is written to the new topic, and then the old
 * one goes. So it stays as small as one run of the server has made it.
 */
export class GenerationTopic {
  readonly generation: number;
  readonly #topic: Topic;
  readonly #schema: Schema;
  readonly #clock: Clock;

  private constructor(generation: number, topic: Topic, schema: Schema, clock: Clock) {
    this.generation = generation;
    this.#topic = topic;
    this.#schema = schema;
    this.#clock = clock;
  }

  /** Opens the next generation of the topics `NAME_1`, `NAME_2`, …: its number is durable from then on. */
  static async open(
    log: Log,
    clock: Clock,
    { name, fields, durability }: GenerationTopicOptions,
    { number, carry }: Succession,
  ): Promise<GenerationTopic> {
    const before = log
      .topics()
      .filter((topic) => topic.name.startsWith(`${name}_`))
      .map((topic) => ({ topic, generation: Number(topic.name.slice(name.length + 1)) }))
      .toSorted((a, b) => a.generation - b.generation);
    const next = (before.at(-1)?.generation ?? 0) + 1;
    const generation = Math.max(next, number?.(before) ?? next);
    const schema = { fields };
    const topic = await log.createTopic(`${name}_${generation}`, {
      partitions: 1,
      durability,
      schema: encodeSchema(schema),
    });
    const opened = new GenerationTopic(generation, topic, schema, clock);
    await carry?.(before, opened);
    for (const { topic: old } of before) await log.deleteTopic(old.name);
    return opened;
  }

  get bytes(): number {
    return this.#topic.partitions[0]?.bytes() ?? 0;
  }

  /** Writes rows; resolves when they are as durable as the topic is. */
  async append(rows: readonly (readonly Datum[])[]): Promise<void> {
    const columns = this.#schema.fields.map(({ type }, c) =>
      vectorFromDatums(
        type,
        rows.map((row) => row[c] ?? null),
      ),
    );
    const batch: Batch = {
      schema: this.#schema,
      rowCount: rows.length,
      columns,
      weights: null,
      late: null,
    };
    const timestampMs = Math.floor(this.#clock.nowMicros() / 1000);
    await this.#topic.partitions[0]?.append({
      rows: rows.length,
      body: encodeBatch(batch, { schemaId: 1, timestampMs }),
      firstTimestampMs: timestampMs,
      maxTimestampMs: timestampMs,
    });
  }
}

/** All batches of a topic of one partition from an offset on, oldest first. */
export async function* batchesOf(topic: Topic, schema: Schema, from: number): AsyncIterable<Batch> {
  const [partition] = topic.partitions;
  if (partition === undefined) return;
  const dictionaries = new DictionaryPool(topic.name);
  let offset = Math.max(from, partition.startOffset());
  while (offset < partition.endOffset()) {
    const { batches, nextOffset } = await partition.read(offset, readBytesMax);
    for (const stored of batches) {
      const body = await stored.range(0, stored.bodyBytes);
      yield decodeBatch(body, schema, dictionaries);
    }
    offset = nextOffset;
  }
}
