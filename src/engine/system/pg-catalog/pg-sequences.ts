import type { SequenceDefinition } from '../../../catalog/definition.ts';
import { ownerName, type SystemObject, type SystemObjects } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { typeOid } from '../type-oids.ts';

type Sequence = { readonly object: SystemObject; readonly definition: SequenceDefinition };

function sequencesOf({ relations }: SystemObjects): readonly Sequence[] {
  return relations.flatMap((object) => {
    const { definition } = object;
    return definition?.kind === 'sequence' ? [{ object, definition }] : [];
  });
}

/** Sequences by their numbers. */
export const pgSequence = systemTable('pg_catalog.pg_sequence', {
  docs: 'sequences',
  columns: `seqrelid oid, seqtypid oid, seqstart int8, seqincrement int8, seqmax int8, seqmin int8,
    seqcache int8, seqcycle bool`,
  rows: (objects) =>
    sequencesOf(objects).map(
      ({ object, definition }): Facts => ({
        seqrelid: object.oid,
        seqtypid: typeOid({ kind: definition.type }),
        seqstart: definition.start,
        seqincrement: definition.increment,
        seqmax: definition.max,
        seqmin: definition.min,
        seqcache: 1,
        seqcycle: definition.cycle,
      }),
    ),
});

/** Sequences by their names. */
export const pgSequences = systemTable('pg_catalog.pg_sequences', {
  docs: 'sequences by name',
  columns: `schemaname name, sequencename name, sequenceowner name, data_type text, start_value int8,
    min_value int8, max_value int8, increment_by int8, cycle bool, cache_size int8, last_value int8`,
  rows: (objects) =>
    sequencesOf(objects).map(
      ({ object, definition }): Facts => ({
        schemaname: object.schema.name,
        sequencename: object.name,
        sequenceowner: definition.owner ?? ownerName,
        data_type: definition.type,
        start_value: definition.start,
        min_value: definition.min,
        max_value: definition.max,
        increment_by: definition.increment,
        cycle: definition.cycle,
        cache_size: 1,
      }),
    ),
});
