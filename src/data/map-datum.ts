import { SqlError, sqlState } from '../common/sql-error.ts';
import { compareDatums } from './compare-datums.ts';
import type { MapEntry } from './map-text.ts';
import type { MapDatum, SqlType } from './sql-type.ts';

/** A map of entries in any order: of entries with the same key the last counts. @throws SqlError 22004 */
export function mapOf(entries: readonly MapEntry[], keyType: SqlType): MapDatum {
  if (entries.some(([key]) => key === null)) {
    throw new SqlError(sqlState.nullValueNotAllowed, 'a key of a map must not be null');
  }
  const order = (a: MapEntry, b: MapEntry): number => compareDatums(a[0], keyType, b[0], keyType);
  const sorted = entries.toSorted(order);
  const kept = sorted.filter((entry, i) => {
    const next = sorted[i + 1];
    return next === undefined || order(entry, next) !== 0;
  });
  return { entries: kept };
}
