import { SqlError } from '../../common/sql-error.ts';
import { decimalDatum, specialDatum } from '../../data/decimal.ts';
import type { Decimal, SpecialNumeric } from '../../data/decimal-text.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';

/** One NUMERIC result per group; sets failed[i] where the type has no room for that of groups[i]. */
export function decimalVector(
  type: SqlType,
  groups: Int32Array,
  failed: Uint8Array,
  resultOf: (group: number) => Decimal | SpecialNumeric | null,
): Vector {
  const datums: Datum[] = [];
  for (let i = 0; i < groups.length; i += 1) {
    const value = resultOf(groups[i] as number);
    const datum = value === null ? null : datumOrUndefined(value, type);
    if (datum === undefined) failed[i] = 1;
    datums.push(datum ?? null);
  }
  return vectorFromDatums(type, datums);
}

function datumOrUndefined(value: Decimal | SpecialNumeric, type: SqlType): Datum | undefined {
  try {
    return typeof value === 'string' ? specialDatum(value, type) : decimalDatum(value, type);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}
