import type { Batch } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { HopNode } from '../../planner/physical/physical-plan.ts';
import { KeyedState } from '../state/keyed-state.ts';
import { TimeHeap } from '../state/time-heap.ts';
import { timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { WindowOutput } from './window-output.ts';

/** Rows of one batch. */
type Piece = { readonly batch: Batch; readonly rows: Int32Array | number[] };

/** Rows that were told with one window. */
type Told = { readonly start: number; readonly end: number; readonly pieces: Piece[] };

/** Rows of a key, each no further than the gap from another; those of a key are in order of their last rows. */
type Session = {
  /** The number of its key. */
  key: number;
  start: number;
  last: number;
  /** With the window that they were told with. */
  told: readonly Told[];
  /** Not told yet. */
  fresh: Piece[];
  isTouched: boolean;
  /** Merged into another, or closed. */
  isGone: boolean;
};

/** Rows in more batches than this are put together. */
const piecesMax = 16;

/**
 * SESSION over appended rows. Stateful: keeps the rows of open sessions. A row joins the sessions of
 * its key that lie no further than the gap away, and so makes one of several. A session ends a gap
 * after its last row; it is forgotten when the watermark is past its end and the grace: strictly,
 * because a row exactly a gap away belongs to it. A late row reopens nothing that was closed at the
 * watermark it came with, and is dropped when a session of its own would have been closed. Every
 * step tells the net change: rows come out again when their session has grown; with `final` each
 * once, when it closes. Time NULL belongs to no session.
 */
export class SessionOperator implements Operator {
  readonly #context: OperatorContext;
  readonly #time: number;
  readonly #gap: number;
  /** How long after its last row a session takes late ones. */
  readonly #openMicros: number;
  readonly #final: boolean;
  readonly #sessions: KeyedState<Session[]>;
  readonly #closing = new TimeHeap<Session>();
  readonly #output: WindowOutput;
  #touched: Session[] = [];
  #rows = 0;

  constructor(node: HopNode, context: OperatorContext) {
    const { window, keyed, fields } = node;
    this.#context = context;
    this.#time = window.time;
    this.#gap = window.sizeMicros;
    this.#openMicros = window.sizeMicros + window.graceMicros;
    this.#final = keyed?.emit === 'final';
    this.#sessions = new KeyedState(fields, keyed?.partition ?? []);
    this.#output = new WindowOutput(fields);
  }

  take(_port: number, batch: Batch): void {
    const { values, nulls } = timesOf(batch.columns[this.#time] as Vector);
    const keys = this.#sessions.locate(batch.columns, batch.rowCount);
    const kept = withoutMarks(batch);
    for (let i = 0; i < batch.rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const late = batch.late === null ? -Infinity : (batch.late[i] as number);
      const session = this.#sessionOf(keys[i] as number, values[i] as number, late);
      if (session === null) this.#context.countLate(1);
      else this.#put(session, kept, i);
    }
  }

  endStep(watermarks: readonly number[]): number {
    const watermark = watermarks[0] as number;
    for (const session of this.#touched) {
      session.isTouched = false;
      if (session.isGone) continue;
      compact(session);
      if (!this.#final) this.#tell(session);
    }
    this.#touched = [];
    this.#close(watermark);
    for (const batch of this.#output.take()) this.#context.emit(batch);
    this.#sessions.settle((sessions, key) => {
      for (const session of sessions) session.key = key;
    });
    return watermark;
  }

  stateSize(): StateSize {
    const rowBytes = 16;
    return { rows: this.#rows, bytes: this.#sessions.stateBytes + this.#rows * rowBytes };
  }

  /** The session that a row goes into; null when it is too late for any. */
  #sessionOf(key: number, time: number, late: number): Session | null {
    const known = this.#sessions.get(key) ?? [];
    let found: Session | null = null;
    for (let i = known.length - 1; i >= 0; i -= 1) {
      const session = known[i] as Session;
      if (session.last + this.#gap < time) break;
      const isClosed = session.last + this.#openMicros < late;
      if (isClosed || session.start - this.#gap > time) continue;
      if (found === null) found = session;
      else {
        merge(found, session);
        known.splice(i, 1);
        this.#touch(found);
      }
    }
    if (found === null) return time + this.#openMicros < late ? null : this.#open(key, time, known);
    found.start = Math.min(found.start, time);
    found.last = Math.max(found.last, time);
    return found;
  }

  #open(key: number, time: number, known: Session[]): Session {
    const session: Session = {
      key,
      start: time,
      last: time,
      told: [],
      fresh: [],
      isTouched: false,
      isGone: false,
    };
    let at = known.length;
    while (at > 0 && (known[at - 1] as Session).last > time) at -= 1;
    known.splice(at, 0, session);
    if (known.length === 1) this.#sessions.set(key, known);
    this.#closing.add(time + this.#openMicros, session);
    return session;
  }

  #put(session: Session, batch: Batch, row: number): void {
    this.#rows += 1;
    const piece = session.fresh.at(-1);
    if (piece?.batch === batch) (piece.rows as number[]).push(row);
    else session.fresh.push({ batch, rows: [row] });
    this.#touch(session);
  }

  #touch(session: Session): void {
    if (session.isTouched) return;
    session.isTouched = true;
    this.#touched.push(session);
  }

  /** Rows that were told with another window come out again. */
  #tell(session: Session): void {
    const { start } = session;
    const end = session.last + this.#gap;
    const pieces: Piece[] = [];
    for (const told of session.told) {
      pieces.push(...told.pieces);
      if (told.start === start && told.end === end) continue;
      this.#emit(told.pieces, told.start, told.end, -1);
      this.#emit(told.pieces, start, end, 1);
    }
    this.#emit(session.fresh, start, end, 1);
    session.told = [{ start, end, pieces: [...pieces, ...session.fresh] }];
    session.fresh = [];
  }

  #emit(pieces: readonly Piece[], start: number, end: number, sign: 1 | -1): void {
    for (const { batch, rows } of pieces) {
      for (const row of rows) this.#output.add(batch, row, start, end, sign);
    }
  }

  #close(watermark: number): void {
    for (;;) {
      const session = this.#closing.takeBefore(watermark);
      if (session === undefined) return;
      if (session.isGone) continue;
      const closes = session.last + this.#openMicros;
      if (closes >= watermark) this.#closing.add(closes, session);
      else this.#forget(session);
    }
  }

  #forget(session: Session): void {
    session.isGone = true;
    if (this.#final) this.#tell(session);
    for (const { pieces } of session.told) {
      for (const { rows } of pieces) this.#rows -= rows.length;
    }
    const known = this.#sessions.get(session.key) as Session[];
    known.splice(known.indexOf(session), 1);
    if (known.length === 0) this.#sessions.delete(session.key);
  }
}

/** Makes one session of two; the second is gone. */
function merge(into: Session, from: Session): void {
  into.start = Math.min(into.start, from.start);
  into.last = Math.max(into.last, from.last);
  into.told = [...into.told, ...from.told];
  into.fresh.push(...from.fresh);
  from.isGone = true;
}

/** The rows kept of a batch no longer say what they came behind. */
function withoutMarks(batch: Batch): Batch {
  return { ...batch, late: null };
}

/** Copies rows out of many batches, so that these can go. */
function compact(session: Session): void {
  session.fresh = compacted(session.fresh);
  session.told = session.told.map((told) => ({ ...told, pieces: compacted(told.pieces) }));
}

function compacted(pieces: Piece[]): Piece[] {
  if (pieces.length <= piecesMax) return pieces;
  const batch = concatBatches(
    pieces.map(({ batch: source, rows }) =>
      gatherBatch(source, Int32Array.from(rows), rows.length),
    ),
  );
  return [{ batch, rows: Int32Array.from({ length: batch.rowCount }, (_, i) => i) }];
}
