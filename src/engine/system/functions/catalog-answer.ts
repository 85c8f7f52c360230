import type { Datum } from '../../../data/sql-type.ts';
import type { SystemObject, SystemObjects } from '../system-objects.ts';
import { findRelationOid } from './relation-name.ts';

/** The value of a function about what there is. @throws SqlError for names that there are not */
export type CatalogAnswer = (args: readonly Datum[], objects: SystemObjects) => Datum;

/** The number that an argument is. */
export function numberOf(value: Datum | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : -1;
}

/** The text that an argument is. */
export function textOf(value: Datum | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The relation that an argument names or has the number of; null for none. */
export function relationOf(value: Datum | undefined, objects: SystemObjects): SystemObject | null {
  const oid = typeof value === 'string' ? findRelationOid(value, objects) : numberOf(value);
  return oid === null ? null : objects.relationOf(oid);
}
