import type { Batch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import type { EngineContext } from './engine-context.ts';
import type { FindRows } from './statements/unique-rows.ts';

/** Finds rows of a table as they are committed. */
export function findRows({ liveQuery }: Pick<EngineContext, 'liveQuery'>, id: string): FindRows {
  return (columns, rows): Batch | null => {
    const keys = columns.map((column) => rows.columns[column] as Vector);
    return liveQuery(id)?.result?.find(columns, keys, rows.rowCount) ?? null;
  };
}
