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

/** A row with the edges of its window. */
type Placed = readonly Datum[];

/**
 * SESSION over rows in the order in which they came: a row joins the sessions of its key that are no
 * further than the gap away and were not closed at the watermark it came behind.
 */
export function inSessions(
  rows: readonly JudgedRow[],
  { time, sizeMicros: gap, graceMicros }: Window,
  keyOf: (row: readonly Datum[]) => string,
): { readonly kept: Placed[]; readonly dropped: number } {
  type Session = { key: string; first: number; last: number; rows: (readonly Datum[])[] };
  let sessions: Session[] = [];
  let dropped = 0;
  for (const { row, late } of rows) {
    const at = row[time];
    if (at === null || at === undefined) continue;
    const key = keyOf(row);
    const own: Session = { key, first: Number(at), last: Number(at), rows: [row] };
    const isOpen = ({ last }: Session): boolean => last + gap + graceMicros >= late;
    const met = sessions.filter(
      (each) =>
        each.key === key &&
        isOpen(each) &&
        each.first - gap <= own.last &&
        own.first <= each.last + gap,
    );
    if (met.length === 0 && !isOpen(own)) {
      dropped += 1;
      continue;
    }
    for (const each of met) {
      own.first = Math.min(own.first, each.first);
      own.last = Math.max(own.last, each.last);
      own.rows.push(...each.rows);
    }
    sessions = [...sessions.filter((each) => !met.includes(each)), own];
  }
  const kept = sessions.flatMap(({ first, last, rows: members }) =>
    members.map((row) => [...row, BigInt(first), BigInt(last + gap)]),
  );
  return { kept, dropped };
}

/** SLIDING: a window begins with every row that is not too late for it; rows are in what is open for them. */
export function inSliding(
  rows: readonly JudgedRow[],
  { time, sizeMicros, graceMicros }: Window,
  keyOf: (row: readonly Datum[]) => string,
): { readonly kept: Placed[]; readonly dropped: number } {
  const timed = rows.filter(({ row }) => row[time] !== null);
  const isOpen = (start: number, late: number): boolean => start + sizeMicros + graceMicros > late;
  const accepted = timed.filter(({ row, late }) => isOpen(Number(row[time]), late));
  const starts = new Map<string, { key: string; start: number; from: number }>();
  for (const [from, { row }] of accepted.entries()) {
    const key = keyOf(row);
    const id = `${key} ${row[time]}`;
    if (!starts.has(id)) starts.set(id, { key, start: Number(row[time]), from });
  }
  const kept = [...starts.values()].flatMap(({ key, start, from }) =>
    accepted.flatMap(({ row, late }, i) => {
      const at = Number(row[time]);
      const isIn = keyOf(row) === key && at >= start && at < start + sizeMicros;
      // What came before the window began with another row is taken up by it.
      return isIn && (i < from || isOpen(start, late))
        ? [[...row, BigInt(start), BigInt(start + sizeMicros)]]
        : [];
    }),
  );
  return { kept, dropped: timed.length - accepted.length };
}

/** CUMULATE: every row once per window with its start that ends after it and was open for it. */
export function inCumulated(
  rows: readonly JudgedRow[],
  { time, sizeMicros, offsetMicros, graceMicros }: Window,
  stepMicros: number,
): { readonly kept: Placed[]; readonly dropped: number } {
  const kept: Placed[] = [];
  let dropped = 0;
  for (const { row, late } of rows) {
    if (row[time] === null) continue;
    const at = Number(row[time]);
    const start = Math.floor((at - offsetMicros) / sizeMicros) * sizeMicros + offsetMicros;
    for (let end = start + stepMicros; end <= start + sizeMicros; end += stepMicros) {
      if (end <= at) continue;
      if (end + graceMicros <= late) dropped += 1;
      else kept.push([...row, BigInt(start), BigInt(end)]);
    }
  }
  return { kept, dropped };
}
