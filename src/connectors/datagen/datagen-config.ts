import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { OptionReader } from '../option-reader.ts';
import type { SourceOptions } from '../source-reader.ts';
import type { ColumnPlan } from './column-plan.ts';
import { planColumn } from './plan-column.ts';

/** A source of generated rows: what is asked for, with the defaults filled in. */
export type DatagenConfig = {
  /** Rows in all; Infinity without an end. */
  readonly rows: number;
  /** Rows per second of event time. */
  readonly rate: number;
  /** Whether rows come no faster than that on the clock. */
  readonly paced: boolean;
  readonly seed: number;
  /** One for each field. */
  readonly columns: readonly ColumnPlan[];
};

/**
 * Reads the options of `connector = 'datagen'` for a stream of these columns.
 * @throws SqlError 22023 naming the option at fault
 */
export function datagenConfig(options: SourceOptions, fields: readonly Field[]): DatagenConfig {
  refuseStrayColumns(options, fields);
  const reader = new OptionReader('datagen', options);
  const rows = reader.integer('rows', { min: 0, max: 1e15 }) ?? 0;
  const config: DatagenConfig = {
    rows: rows === 0 ? Number.POSITIVE_INFINITY : rows,
    rate: reader.number('rate', { min: 0.001, max: 1e7 }) ?? 10,
    paced: reader.word('speed', ['real', 'max'], 'real') === 'real',
    seed: reader.integer('seed', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 1,
    columns: fields.map((field) => planColumn(reader, field)),
  };
  reader.finish();
  return config;
}

/** Says which column is meant rather than list the options of them all. */
function refuseStrayColumns(options: SourceOptions, fields: readonly Field[]): void {
  const names = new Set(fields.map(({ name }) => name));
  for (const option of Object.keys(options)) {
    if (!option.startsWith('fields.')) continue;
    const column = option.slice('fields.'.length, option.lastIndexOf('.'));
    if (names.has(column)) continue;
    const nearest = nearestName(column, names);
    throw new SqlError(
      sqlState.invalidParameterValue,
      `option "${option}" is for a column that does not exist: "${column}"`,
      {
        hint:
          nearest === null
            ? `Columns are ${[...names].join(', ')}.`
            : `Did you mean "fields.${nearest}${option.slice(option.lastIndexOf('.'))}"?`,
      },
    );
  }
}
