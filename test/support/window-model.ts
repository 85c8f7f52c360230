import type { Datum } from '../../src/data/sql-type.ts';
import type { Window } from '../../src/planner/physical/physical-plan.ts';
import type { TimedScan } from './feed-dataflow.ts';

/** A row with the watermark that it came behind; −Infinity for a row in time. */
export type JudgedRow = { readonly row: readonly Datum[]; readonly late: number };

/** Which rows of a partitioned input are late: each against the rows before it in its own partition. */
export function judged({ time, delayMicros, partitions }: TimedScan): JudgedRow[] {
  return partitions.flatMap((rows) => {
    let greatest = -Infinity;
    return rows.map((row) => {
      const at = row[time];
      if (at === null || at === undefined) return { row, late: -Infinity };
      const watermark = greatest - delayMicros;
      greatest = Math.max(greatest, Number(at));
      return { row, late: Number(at) < watermark ? watermark : -Infinity };
    });
  });
}

/** Every row once per window that holds it and was open for it, with the edges behind its columns. */
export function inWindows(
  rows: readonly JudgedRow[],
  { time, sizeMicros, slideMicros, offsetMicros, graceMicros }: Window,
): { readonly kept: JudgedRow[]; readonly dropped: number } {
  const kept: JudgedRow[] = [];
  let dropped = 0;
  for (const { row, late } of rows) {
    const at = row[time];
    if (at === null || at === undefined) continue;
    const last = Math.floor((Number(at) - offsetMicros) / slideMicros);
    for (let n = last; n * slideMicros + offsetMicros + sizeMicros > Number(at); n -= 1) {
      const start = n * slideMicros + offsetMicros;
      if (start + sizeMicros + graceMicros <= late) dropped += 1;
      else kept.push({ row: [...row, BigInt(start), BigInt(start + sizeMicros)], late });
    }
  }
  return { kept, dropped };
}
