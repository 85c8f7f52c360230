import type { Clock, Timer } from '../common/clock.ts';
import type { Connection } from '../common/net.ts';

/** Above this many bytes waiting for the network nothing more is handed over. */
const bufferedBytesMax = 256 * 1024;
/** How often a full connection is looked at. */
const watchMs = 250;
/** A full connection that takes nothing for so long is given up. */
const stallMs = 30_000;
/** Messages that one lane may hold; only a source that ignores `accepts` reaches it. */
const laneMessagesMax = 1024;

/** What a lane tells its owner. */
export type LaneEvents = {
  /** All is sent and `accepts` had said no: more can be taken. */
  readonly drained: () => void;
  /** The last frame was sent. */
  readonly ended: () => void;
  /** Writing a message failed: a fault of ours. The lane is closed. */
  readonly failed: (error: unknown) => void;
};

/**
 * What leaves over one connection: several lanes of messages that take turns, frame by frame, so
 * that a large snapshot holds up nobody else. Frames are made only when the connection takes them:
 * a slow peer costs `bufferedBytesMax` and references to batches, not their text.
 */
export class Outflow {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #stalled: () => void;
  readonly #lanes = new Set<Lane>();
  #pumping = false;
  #watch: Timer | null = null;
  #lastBytes = 0;
  #movedAtMs = 0;

  /** `stalled` is called once when the peer has taken nothing for 30 s with data waiting. */
  constructor(connection: Connection, clock: Clock, stalled: () => void) {
    this.#connection = connection;
    this.#clock = clock;
    this.#stalled = stalled;
  }

  openLane(events: LaneEvents): Lane {
    const lane = new Lane(this, this.#lanes, events);
    this.#lanes.add(lane);
    return lane;
  }

  accepts(): boolean {
    return this.#connection.bufferedBytes() <= bufferedBytesMax;
  }

  /** Sends one frame past every queue. */
  send(frame: string): void {
    this.#connection.send(frame);
  }

  /** Sends what can be sent; to be called when the connection has drained. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#takeTurns());
    } finally {
      this.#pumping = false;
    }
    this.watch();
  }

  /** Keeps looking at the connection while a lane waits for it. */
  watch(): void {
    if (this.#watch !== null || !this.#isWaiting()) return;
    this.#lastBytes = this.#connection.bufferedBytes();
    this.#movedAtMs = this.#clock.monotonicMs();
    this.#watchAgain();
  }

  /** Gives up a peer that does not keep up. */
  giveUp(): void {
    this.close();
    this.#stalled();
  }

  /** Closes all lanes; nothing is sent afterwards. */
  close(): void {
    for (const lane of this.#lanes) lane.close();
    this.#stopWatching();
  }

  /** One frame of every lane; false when nothing moved or nothing more is taken. */
  #takeTurns(): boolean {
    let moved = false;
    for (const lane of this.#lanes) {
      if (!this.accepts()) return false;
      moved = lane.sendNext() || moved;
    }
    return moved;
  }

  #isWaiting(): boolean {
    for (const lane of this.#lanes) if (lane.isWaiting()) return true;
    return false;
  }

  #watchAgain(): void {
    this.#watch = this.#clock.after(watchMs, () => this.#look());
  }

  #look(): void {
    const bytes = this.#connection.bufferedBytes();
    const nowMs = this.#clock.monotonicMs();
    if (bytes < this.#lastBytes || bytes <= bufferedBytesMax) this.#movedAtMs = nowMs;
    this.#lastBytes = bytes;
    if (nowMs - this.#movedAtMs >= stallMs) {
      this.giveUp();
      return;
    }
    this.#watchAgain();
    this.pump();
    if (!this.#isWaiting()) this.#stopWatching();
  }

  #stopWatching(): void {
    this.#watch?.cancel();
    this.#watch = null;
  }
}

/** The messages of one conversation, in order. Each is one or more frames, made when sent. */
export class Lane {
  readonly #outflow: Outflow;
  readonly #lanes: Set<Lane>;
  readonly #events: LaneEvents;
  readonly #pending: Iterator<string>[] = [];
  #refused = false;
  #ending = false;
  #lastFrame: string | null = null;

  constructor(outflow: Outflow, lanes: Set<Lane>, events: LaneEvents) {
    this.#outflow = outflow;
    this.#lanes = lanes;
    this.#events = events;
  }

  /** Queues a message and sends what the connection takes now. */
  put(frames: Iterable<string>): void {
    if (this.#ending || !this.#lanes.has(this)) return;
    this.#pending.push(frames[Symbol.iterator]());
    if (this.#pending.length > laneMessagesMax) this.#outflow.giveUp();
    else this.#outflow.pump();
  }

  /** Ends the lane after all that was put, with a last frame if there is one. */
  end(frame: string | null): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#lastFrame = frame;
    this.#outflow.pump();
  }

  /** Whether nothing waits and the connection takes more; if not, `drained` will be told. */
  accepts(): boolean {
    if (this.isEmpty() && this.#outflow.accepts()) return true;
    this.#refused = true;
    this.#outflow.watch();
    return false;
  }

  isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  isWaiting(): boolean {
    return this.#refused || this.#ending || this.#pending.length > 0;
  }

  /** Sends a frame, or tells `drained` when all are sent; whether there may be more to do. */
  sendNext(): boolean {
    if (this.#sendFrame()) return true;
    if (!this.#lanes.has(this)) return false;
    if (this.#ending) {
      this.close();
      if (this.#lastFrame !== null) this.#outflow.send(this.#lastFrame);
      this.#events.ended();
      return false;
    }
    if (!this.#refused) return false;
    this.#refused = false;
    this.#guard(() => this.#events.drained());
    return true;
  }

  /** Drops what waits and ends the lane without a word. */
  close(): void {
    this.#lanes.delete(this);
    this.#pending.length = 0;
    this.#refused = false;
  }

  #sendFrame(): boolean {
    for (let message = this.#pending[0]; message !== undefined; message = this.#pending[0]) {
      const frame = this.#make(message);
      if (frame !== null) {
        this.#outflow.send(frame);
        return true;
      }
      this.#pending.shift();
    }
    return false;
  }

  #make(message: Iterator<string>): string | null {
    const made = this.#guard(() => message.next());
    return made === null || made.done === true ? null : made.value;
  }

  #guard<Result>(work: () => Result): Result | null {
    try {
      return work();
    } catch (error) {
      this.close();
      this.#events.failed(error);
      return null;
    }
  }
}
