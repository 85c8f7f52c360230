import type { SystemObjects } from '../system-objects.ts';
import { type CatalogAnswer, relationOf } from './catalog-answer.ts';

const ofRelation: CatalogAnswer = ([relation], objects) => {
  const found = relationOf(relation, objects);
  return found === null ? null : BigInt(found.bytes());
};

const ofAll: CatalogAnswer = (_args, { relations }: SystemObjects) =>
  BigInt(relations.reduce((sum, each) => sum + each.bytes(), 0));

/** How many bytes things have: those of the log, and of what is kept in memory. */
export const sizeAnswers: Readonly<Record<string, CatalogAnswer>> = {
  pg_relation_size: ofRelation,
  pg_table_size: ofRelation,
  pg_total_relation_size: ofRelation,
  pg_indexes_size: () => 0n,
  pg_database_size: ofAll,
  pg_tablespace_size: ofAll,
  pg_tablespace_location: () => '',
  pg_relation_filenode: ([relation], objects) => {
    const found = relationOf(relation, objects);
    return found === null ? null : BigInt(found.oid);
  },
  pg_relation_filepath: ([relation], objects) => {
    const id = relationOf(relation, objects)?.definition?.id;
    return id === undefined ? null : `log/${id}`;
  },
};
