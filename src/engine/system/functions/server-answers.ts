import type { Datum } from '../../../data/sql-type.ts';
import { labelWords, plainWords, reservedWords } from '../../../parser/lexer/keywords.ts';
import type { SystemObjects } from '../system-objects.ts';
import { type CatalogAnswer, numberOf, relationOf, textOf } from './catalog-answer.ts';

/** The words of SQL, reserved ones with a star in front. */
const keywords: readonly string[] = [
  ...reservedWords.map((word) => `*${word}`),
  ...labelWords,
  ...plainWords,
].toSorted();

/** The number of UTF8, the one encoding. */
const utf8 = 6;

const never: CatalogAnswer = () => false;

/** What the server is, and what it is doing. */
export const serverAnswers: Readonly<Record<string, CatalogAnswer>> = {
  sql_keywords: () => keywords,
  getdatabaseencoding: () => 'UTF8',
  pg_encoding_to_char: ([encoding]) => (numberOf(encoding) === utf8 ? 'UTF8' : ''),
  pg_char_to_encoding: ([name]) => (/^utf-?8$/i.test(textOf(name)) ? utf8 : -1),
  pg_relation_is_publishable: never,
  pg_is_other_temp_schema: never,
  pg_index_column_has_property: never,
  pg_index_has_property: never,
  pg_indexam_has_property: never,
  pg_relation_is_updatable: ([relation], objects) => {
    const found = relationOf(relation, objects);
    // The bits of INSERT, UPDATE and DELETE.
    if (found?.kind === 'table') return 28;
    return found?.kind === 'stream' ? 8 : 0;
  },
  pg_column_is_updatable: ([relation], objects) => relationOf(relation, objects)?.kind === 'table',
  pg_postmaster_start_time: started,
  pg_conf_load_time: started,
  txid_current: epoch,
  pg_current_xact_id: epoch,
  txid_current_snapshot: snapshot,
  pg_current_snapshot: snapshot,
  pg_current_wal_lsn: place,
  pg_last_wal_replay_lsn: place,
  pg_describe_object: ([, oid], objects) => {
    const found = objects.relationOf(numberOf(oid));
    return found === null ? null : `${found.kind} ${found.name}`;
  },
};

function started(_args: readonly Datum[], { context }: SystemObjects): Datum {
  return BigInt(context.startedMicros);
}

/** Epochs are what comes next to numbers of transactions. */
function epoch(_args: readonly Datum[], { context }: SystemObjects): Datum {
  return BigInt(context.rounds.cut.epoch);
}

function snapshot(args: readonly Datum[], objects: SystemObjects): Datum {
  const now = String(epoch(args, objects));
  return `${now}:${now}:`;
}

function place(args: readonly Datum[], objects: SystemObjects): Datum {
  return `0/${Number(epoch(args, objects)).toString(16).toUpperCase()}`;
}
