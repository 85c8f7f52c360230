import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { HopNode } from '../../planner/physical/physical-plan.ts';
import { KeyedState } from '../state/keyed-state.ts';
import { TimeHeap } from '../state/time-heap.ts';
import { timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { WindowOutput } from './window-output.ts';

/** A row of a key; a window begins at its time. */
type Kept = { readonly time: number; readonly batch: Batch; readonly row: number };

/** The rows of a key by time. */
type Rows = { key: number; kept: Kept[]; isWaiting: boolean };

/**
 * SLIDING over appended rows: a window [t, t + size) for every time t of a key's rows, each row in
 * all windows that hold it. Appends. Stateful: keeps rows until the watermark closes the windows
 * that begin with them. A late row is put only into windows that were open when it came; it is
 * dropped when its own was closed. Time NULL belongs to no window.
 */
export class SlidingOperator implements Operator {
  readonly #context: OperatorContext;
  readonly #time: number;
  readonly #size: number;
  readonly #openMicros: number;
  readonly #keys: KeyedState<Rows>;
  /** Keys by when their first window may be forgotten. */
  readonly #closing = new TimeHeap<Rows>();
  readonly #output: WindowOutput;
  #rows = 0;

  constructor({ window, keyed, fields }: HopNode, context: OperatorContext) {
    this.#context = context;
    this.#time = window.time;
    this.#size = window.sizeMicros;
    this.#openMicros = window.sizeMicros + window.graceMicros;
    this.#keys = new KeyedState(fields, keyed?.partition ?? []);
    this.#output = new WindowOutput(fields);
  }

  take(_port: number, batch: Batch): void {
    const { values, nulls } = timesOf(batch.columns[this.#time] as Vector);
    const keys = this.#keys.locate(batch.columns, batch.rowCount);
    const source: Batch = { ...batch, late: null };
    for (let row = 0; row < batch.rowCount; row += 1) {
      if (nulls !== null && nulls[row] === 1) continue;
      const late = batch.late === null ? -Infinity : (batch.late[row] as number);
      const time = values[row] as number;
      if (time + this.#openMicros <= late) this.#context.countLate(1);
      else this.#put(this.#rowsOf(keys[row] as number), { time, batch: source, row }, late);
    }
  }

  endStep(watermarks: readonly number[]): number {
    const watermark = watermarks[0] as number;
    for (const batch of this.#output.take()) this.#context.emit(batch);
    for (;;) {
      const rows = this.#closing.takeBefore(watermark);
      if (rows === undefined) break;
      rows.isWaiting = false;
      this.#forget(rows, watermark);
    }
    this.#keys.settle((rows, key) => {
      rows.key = key;
    });
    return watermark;
  }

  stateSize(): StateSize {
    const rowBytes = 48;
    return { rows: this.#rows, bytes: this.#keys.stateBytes + this.#rows * rowBytes };
  }

  #rowsOf(key: number): Rows {
    let rows = this.#keys.get(key);
    if (rows === undefined) {
      rows = { key, kept: [], isWaiting: false };
      this.#keys.set(key, rows);
    }
    return rows;
  }

  #put(rows: Rows, added: Kept, late: number): void {
    const { kept } = rows;
    const { time } = added;
    const at = placeOf(kept, time);
    const isNew = at === 0 || (kept[at - 1] as Kept).time !== time;
    kept.splice(at, 0, added);
    this.#rows += 1;
    this.#fillEarlier(kept, at, added, late);
    this.#output.add(added.batch, added.row, time, time + this.#size, 1);
    for (let i = at + 1; isNew && i < kept.length; i += 1) {
      const other = kept[i] as Kept;
      if (other.time >= time + this.#size) break;
      this.#output.add(other.batch, other.row, time, time + this.#size, 1);
    }
    this.#wait(rows);
  }

  /** Puts a row into the windows that begin before it. */
  #fillEarlier(kept: readonly Kept[], at: number, { time, batch, row }: Kept, late: number): void {
    let before = time;
    for (let i = at - 1; i >= 0; i -= 1) {
      const start = (kept[i] as Kept).time;
      if (start + this.#size <= time) return;
      if (start === before) continue;
      before = start;
      if (start + this.#openMicros > late) {
        this.#output.add(batch, row, start, start + this.#size, 1);
      }
    }
  }

  #wait(rows: Rows): void {
    const [first] = rows.kept;
    if (rows.isWaiting || first === undefined) return;
    rows.isWaiting = true;
    this.#closing.add(first.time + this.#openMicros, rows);
  }

  #forget(rows: Rows, watermark: number): void {
    const { kept } = rows;
    let closed = 0;
    while (closed < kept.length && (kept[closed] as Kept).time + this.#openMicros <= watermark) {
      closed += 1;
    }
    kept.splice(0, closed);
    this.#rows -= closed;
    if (kept.length === 0) this.#keys.delete(rows.key);
    else this.#wait(rows);
  }
}

/** Behind the last row that is not later. */
function placeOf(kept: readonly Kept[], time: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle] as Kept).time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
