import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AppendedRange, ProducerStamp } from '../api.ts';
import type { BatchHead } from '../format/batch-head.ts';

/** So many of its newest appends a producer may send again. */
const recentMax = 5;
/** Sequences are below this and go on from 0. */
const sequenceEnd = 2 ** 31;
/** Who has sent nothing for so long is forgotten. */
const idleMsMax = 7 * 24 * 60 * 60 * 1000;

/** The sequences of an append and the offsets that it was given; all inclusive. */
export type SequenceRange = {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
};

/** What is known of a producer from what it has had acknowledged. */
export type ProducerState = {
  readonly producerId: number;
  epoch: number;
  /** Of its newest row; −1 before the first of its epoch. */
  lastSequence: number;
  /** Transactions of epochs up to this are decided; −1 for none. */
  endedEpoch: number;
  /** The newest ones, oldest first. */
  recent: SequenceRange[];
  /** When it was last heard of, by the monotonic clock. */
  seenMs: number;
};

/** An append that is queued or being written. */
type InFlight = {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly appended: Promise<AppendedRange>;
};

/** What a producer has in flight: what it will be when all of it is acknowledged. */
type Pending = { readonly epoch: number; lastSequence: number; readonly inFlight: InFlight[] };

/** What to do with an append: write it, or answer with what became of the first of its kind. */
export type ProducerVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate'; readonly range: AppendedRange }
  | { readonly kind: 'inFlight'; readonly appended: Promise<AppendedRange> }
  | { readonly kind: 'refused'; readonly error: SqlError };

const isNew: ProducerVerdict = { kind: 'new' };

/**
 * The producers of a partition: what each may append next. Kept per producer: about 500 bytes at
 * most, until it was idle for 7 days. Appends are checked against what is in flight, so that a
 * producer need not wait for its acknowledgements; when a write fails all in flight is forgotten.
 */
export class ProducerStates {
  readonly #producers = new Map<number, ProducerState>();
  readonly #pending = new Map<number, Pending>();

  /** Number of producers that are known. */
  get size(): number {
    return this.#producers.size;
  }

  /** What is known, to be written down. */
  all(): Iterable<ProducerState> {
    return this.#producers.values();
  }

  get(producerId: number): ProducerState | null {
    return this.#producers.get(producerId) ?? null;
  }

  /** Takes over what was written down. */
  restore(state: ProducerState): void {
    this.#producers.set(state.producerId, state);
  }

  /** Judges an append: in its sequence, one sent again, or out of turn. */
  check(stamp: ProducerStamp, rows: number): ProducerVerdict {
    const state = this.get(stamp.producerId);
    const pending = this.#pending.get(stamp.producerId);
    const epoch = pending?.epoch ?? state?.epoch ?? -1;
    if (stamp.epoch < epoch) return { kind: 'refused', error: fenced(stamp, epoch) };
    const last = stamp.epoch === epoch ? (pending ?? state)?.lastSequence : undefined;
    const expected = last === undefined ? 0 : (last + 1) % sequenceEnd;
    if (stamp.sequence !== expected) {
      const earlier = stamp.epoch === epoch ? sentBefore(stamp, rows, state, pending) : null;
      return earlier ?? { kind: 'refused', error: outOfSequence(stamp, expected) };
    }
    const isOver = stamp.transactional && stamp.epoch <= (state?.endedEpoch ?? -1);
    return isOver ? { kind: 'refused', error: ended(stamp) } : isNew;
  }

  /** Notes an append that was judged new and is queued now. */
  enqueued(stamp: ProducerStamp, rows: number, appended: Promise<AppendedRange>): void {
    const { producerId, epoch, sequence: firstSequence } = stamp;
    const lastSequence = lastOf(firstSequence, rows);
    let pending = this.#pending.get(producerId);
    if (pending === undefined || pending.epoch !== epoch) {
      const inFlight = pending?.inFlight ?? [];
      pending = { epoch, lastSequence, inFlight };
      this.#pending.set(producerId, pending);
    }
    pending.lastSequence = lastSequence;
    pending.inFlight.push({ firstSequence, lastSequence, appended });
  }

  /** Takes what was acknowledged, or is found at recovery, at a moment of the monotonic clock. */
  acknowledge(head: BatchHead, nowMs: number): void {
    const { producerId, producerEpoch: epoch } = head;
    const state = this.#stateOf(producerId, epoch, nowMs);
    if (epoch < state.epoch || head.control) return;
    const lastSequence = lastOf(head.baseSequence, head.endOffset - head.baseOffset);
    state.lastSequence = lastSequence;
    state.recent.push({
      firstSequence: head.baseSequence,
      lastSequence,
      firstOffset: head.baseOffset,
      lastOffset: head.endOffset - 1,
    });
    if (state.recent.length > recentMax) state.recent.shift();
    this.#landed(producerId);
  }

  /** Notes that the transaction of an epoch is decided: nothing more comes to it. */
  ended(producerId: number, epoch: number, nowMs: number): void {
    const state = this.#stateOf(producerId, epoch, nowMs);
    state.endedEpoch = Math.max(state.endedEpoch, epoch);
  }

  /** Forgets what was in flight: it was not written. */
  rollBack(): void {
    this.#pending.clear();
  }

  /** Forgets who was not heard of for 7 days, but for those that `keep`. */
  expire(nowMs: number, keep: (producerId: number) => boolean): void {
    for (const { producerId, seenMs } of this.#producers.values()) {
      const isIdle = nowMs - seenMs > idleMsMax && !this.#pending.has(producerId);
      if (isIdle && !keep(producerId)) this.#producers.delete(producerId);
    }
  }

  #stateOf(producerId: number, epoch: number, nowMs: number): ProducerState {
    let state = this.#producers.get(producerId);
    if (state === undefined) {
      const fresh = { epoch, lastSequence: -1, endedEpoch: -1, recent: [] };
      state = { producerId, ...fresh, seenMs: nowMs };
      this.#producers.set(producerId, state);
    } else if (epoch > state.epoch) {
      state.epoch = epoch;
      state.lastSequence = -1;
      state.recent = [];
    }
    state.seenMs = nowMs;
    return state;
  }

  #landed(producerId: number): void {
    const pending = this.#pending.get(producerId);
    if (pending === undefined) return;
    pending.inFlight.shift();
    if (pending.inFlight.length === 0) this.#pending.delete(producerId);
  }
}

function lastOf(firstSequence: number, rows: number): number {
  return (firstSequence + rows - 1) % sequenceEnd;
}

function sentBefore(
  { sequence, epoch }: ProducerStamp,
  rows: number,
  state: ProducerState | null,
  pending: Pending | undefined,
): ProducerVerdict | null {
  const last = lastOf(sequence, rows);
  const waiting = pending?.inFlight.findLast(
    ({ firstSequence, lastSequence }) => firstSequence === sequence && lastSequence === last,
  );
  if (waiting !== undefined) return { kind: 'inFlight', appended: waiting.appended };
  const recent = state?.epoch === epoch ? state.recent : [];
  for (const { firstSequence, lastSequence, firstOffset } of recent) {
    // A part of one: neighbours become one when a segment is rewritten.
    const [from, length] = [ahead(sequence, firstSequence), ahead(lastSequence, firstSequence)];
    if (from + rows - 1 > length) continue;
    const first = firstOffset + from;
    return { kind: 'duplicate', range: { first, last: first + rows - 1 } };
  }
  return null;
}

/** How far a sequence is behind another one in their circle. */
function ahead(sequence: number, of: number): number {
  return (sequence - of + sequenceEnd) % sequenceEnd;
}

function fenced({ producerId, epoch }: ProducerStamp, newer: number): SqlError {
  return new SqlError(sqlState.producerFenced, 'the producer was fenced off', {
    detail: `Producer ${producerId} writes with epoch ${epoch}, and epoch ${newer} has written since.`,
    hint: 'Another one took its place: this one must stop, or begin again as a new producer.',
  });
}

function ended({ producerId, epoch }: ProducerStamp): SqlError {
  return new SqlError(sqlState.producerFenced, 'the producer was fenced off', {
    detail: `The transaction of producer ${producerId} with epoch ${epoch} has ended.`,
    hint: 'Begin a new transaction.',
  });
}

function outOfSequence({ producerId, sequence }: ProducerStamp, expected: number): SqlError {
  return new SqlError(sqlState.sequenceGap, 'rows of the producer are missing', {
    detail: `Producer ${producerId} sent sequence ${sequence}, and ${expected} is the next one.`,
    hint: 'Send the rows again from there, or begin again with a greater epoch.',
  });
}
