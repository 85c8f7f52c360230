import type { RecordTarget } from '../../src/data/records/record-columns.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';

/** How a column of a test's target is given: its type, and when it takes no NULL or has a default. */
export type TargetColumn = {
  readonly type: SqlType;
  readonly required?: boolean;
  readonly fallback?: Datum;
};

/** The target of records for columns by name. */
export function recordTarget(
  columns: Readonly<Record<string, TargetColumn>>,
  timeUnit: RecordTarget['timeUnit'] = 'ms',
): RecordTarget {
  const entries = Object.entries(columns);
  return {
    fields: entries.map(([name, { type, required }]) => ({
      name,
      type,
      nullable: required !== true,
    })),
    defaults: entries.map(([, { fallback }]) => fallback ?? null),
    timeUnit,
  };
}
