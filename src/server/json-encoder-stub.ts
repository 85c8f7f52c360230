import type { Batch } from '../data/batch.ts';
import { formatDatum } from '../data/text-output.ts';
import { datumAt } from '../data/vector-datum.ts';
export type TimeFormat = 'iso' | 'us';
export function encodeRows(
  batch: Batch,
  from: number,
  to: number,
  options: { time: TimeFormat },
): string {
  const rows: string[] = [];
  for (let r = from; r < to; r += 1) {
    const cells: unknown[] = batch.weights === null ? [] : [batch.weights[r]];
    for (const [c, column] of batch.columns.entries()) {
      const type = batch.schema.fields[c]?.type ?? { kind: 'text' };
      const d = datumAt(column, type, r);
      if (d === null || typeof d === 'boolean' || typeof d === 'number') cells.push(d);
      else if (type.kind === 'timestamp')
        cells.push(options.time === 'us' ? Number(d) : formatDatum(type, d).replace(' ', 'T'));
      else cells.push(formatDatum(type, d));
    }
    rows.push(JSON.stringify(cells));
  }
  return rows.join(',');
}
