import type { BlockPool } from '../common/block-pool.ts';
import { DictionaryPool } from '../data/dictionary-pool.ts';
import type { ScanNode } from '../planner/physical/physical-plan.ts';
import { DecodedBatches } from '../runtime/source/decoded-batches.ts';
import { PartitionSource } from '../runtime/source/partition-source.ts';
import type { StoredRelation } from './stored-relation.ts';

/** What readers of one log share. */
type Shared = { readonly dictionaries: DictionaryPool; readonly decoded: DecodedBatches };

/** Opens readers of logs; those of the same log share what they decode. */
export class SourceCache {
  readonly #shared = new WeakMap<StoredRelation, Shared>();
  readonly #memory: BlockPool;

  /** Decoded columns are put into `memory`. */
  constructor(memory: BlockPool) {
    this.#memory = memory;
  }

  /** One reader per partition, of the columns that a scan asks for. */
  open(store: StoredRelation, { columns, fields }: ScanNode): readonly PartitionSource[] {
    let shared = this.#shared.get(store);
    if (shared === undefined) {
      shared = { dictionaries: new DictionaryPool(store.id), decoded: new DecodedBatches() };
      this.#shared.set(store, shared);
    }
    const { dictionaries, decoded } = shared;
    const { layout } = store.definition;
    const stored = columns.map((column) => layout?.slots[column] ?? column);
    const missing =
      layout === undefined ? undefined : columns.map((c) => layout.missing[c] ?? null);
    return store.topic.partitions.map(
      (partition, partitionIndex) =>
        new PartitionSource({
          partition,
          partitionIndex,
          columns: stored,
          fields,
          missing,
          dictionaries,
          decoded,
          memory: this.#memory,
        }),
    );
  }
}
