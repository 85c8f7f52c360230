import type { Clock } from '../common/clock.ts';
import type { Batch, Field } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import { datumAt } from '../data/vector-datum.ts';
import type { Log } from '../log/api.ts';
import type { PartitionEnds } from './cut.ts';
import { batchesOf, GenerationTopic } from './generation-topic.ts';

const fields: readonly Field[] = [
  { name: 'relation', type: { kind: 'text' }, nullable: false },
  { name: 'position', type: { kind: 'json' }, nullable: false },
];

/** How far the source of a stream had come when the stream's partitions ended there. */
export type SourcePosition = {
  /** The reader's own text for it (`SourceReader.position`). */
  readonly position: string;
  readonly ends: PartitionEnds;
  /** Whether the source has ended. */
  readonly ended: boolean;
  /** When the source was started for the first time, microseconds since 1970. */
  readonly startMicros: number;
};

/** Where the sources of all streams stand, kept in `__positions`. */
export class SourcePositions {
  readonly #topic: GenerationTopic;
  readonly #positions: Map<string, SourcePosition>;

  private constructor(topic: GenerationTopic, positions: Map<string, SourcePosition>) {
    this.#topic = topic;
    this.#positions = positions;
  }

  /** Opens what was kept; positions of relations that `isKnown` denies are dropped. */
  static async open(
    log: Log,
    clock: Clock,
    isKnown: (relation: string) => boolean,
  ): Promise<SourcePositions> {
    const positions = new Map<string, SourcePosition>();
    const options = { name: '__positions', fields, durability: 'durable' } as const;
    const topic = await GenerationTopic.open(log, clock, options, {
      carry: async (before, next) => {
        for (const each of before) {
          for await (const batch of batchesOf(each.topic, { fields }, 0)) collect(batch, positions);
        }
        for (const relation of positions.keys()) if (!isKnown(relation)) positions.delete(relation);
        if (positions.size > 0) await next.append([...positions].map((each) => rowOf(...each)));
      },
    });
    return new SourcePositions(topic, positions);
  }

  get(relation: string): SourcePosition | null {
    return this.#positions.get(relation) ?? null;
  }

  /** Drops what is known of a relation that is no more; the next start writes it no longer. */
  forget(relation: string): void {
    this.#positions.delete(relation);
  }

  async save(relation: string, position: SourcePosition): Promise<void> {
    this.#positions.set(relation, position);
    await this.#topic.append([rowOf(relation, position)]);
  }
}

function collect(batch: Batch, positions: Map<string, SourcePosition>): void {
  const [relations, texts] = batch.columns as [Vector, Vector];
  for (let row = 0; row < batch.rowCount; row += 1) {
    const relation = String(datumAt(relations, { kind: 'text' }, row));
    positions.set(relation, JSON.parse(String(datumAt(texts, { kind: 'json' }, row))));
  }
}

function rowOf(relation: string, position: SourcePosition): [string, string] {
  return [relation, JSON.stringify(position)];
}
